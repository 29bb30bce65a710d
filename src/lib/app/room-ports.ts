/** What a room needs of the browser, as one record: made by compose.ts, or by a test. */
import type { RunningCall, StartDeps } from './calling.ts';
import type { StoredAgendas } from '../wire/agenda.ts';
import type { StoredCall, StoredVisit } from '../wire/stored.ts';
import type { RoomId } from '../wire/ids.ts';
import type { NetworkPreference, PassedCheck, QualityPreference } from '../wire/remembered.ts';
import type { BrowserReport } from '../core/check/browsers.ts';
import type { NetworkProbe, WatchPicture } from '../core/check/ports.ts';
import type { Clock, Random } from '../core/clock.ts';
import type { JournalStore } from '../core/journal/store.ts';
import type { Kept } from '../core/kept.ts';
import type { Backdrop } from '../core/media/backdrop/backdrop.ts';
import type { LocalMedia } from '../core/media/local-media.ts';
import type { DisplayPort } from '../core/media/screen-share.ts';
import type { OpenSocket } from '../core/session/relay-socket.ts';
import type { RoomClaim } from '../platform/tabs.ts';

/** What calling.ts exports. */
export interface Calling {
  readonly startCall: (deps: StartDeps) => Promise<RunningCall>;
}

export interface RoomPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly openSocket: OpenSocket;
  /** False on http other than localhost: there are neither keys nor devices. */
  readonly secureContext: boolean;
  keptVisit(room: RoomId): Kept<StoredVisit>;
  keptCall(room: RoomId): Kept<StoredCall>;
  /** The host's set-up of this room, and the last one of this browser. */
  keptAgendas(room: RoomId): Kept<StoredAgendas>;
  readonly lastAgendas: Kept<StoredAgendas>;
  /** What the host keeps of calls, sealed. */
  readonly journal: JournalStore;
  readonly passedCheck: Kept<PassedCheck>;
  /** Read for each new connection. */
  readonly relayOnly: Kept<NetworkPreference>;
  readonly quality: Kept<QualityPreference>;
  claim(room: RoomId): Promise<RoomClaim<StoredVisit>>;
  createMedia(): LocalMedia;
  readonly display: DisplayPort;
  /** What stands between the camera and all who see it. */
  createBackdrop(media: LocalMedia): Backdrop;
  browser(): Promise<BrowserReport>;
  readonly watchPicture: WatchPicture;
  readonly network: NetworkProbe;
  /** Round trip to the server in milliseconds. */
  ping(): Promise<number>;
  /** What ends it is returned. */
  onPageHide(run: () => void): () => void;
  onNetworkChange(run: () => void): () => void;
  /** The code of a call, loaded when one begins. */
  loadCalling(): Promise<Calling>;
}
