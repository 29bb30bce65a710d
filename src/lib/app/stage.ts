/** Which screen is due in a room, and what the screens of one room share. */
import type { Bulk } from './bulk.ts';
import type { RunningCall } from './calling.ts';
import type { KeptCalls } from './kept-calls.ts';
import type { CallTranscript } from './transcript.ts';
import type { Cell, WritableCell } from '../core/cell.ts';
import type { AgendaSetup } from '../core/documents/agenda-setup.ts';
import type { CallEnd } from '../core/call/call-end.ts';
import type { Presence } from '../core/call/presence.ts';
import type { EnvironmentCheck } from '../core/check/environment-check.ts';
import type { FaultCode } from '../core/errors.ts';
import type { Backdrop } from '../core/media/backdrop/backdrop.ts';
import type { LocalMedia } from '../core/media/local-media.ts';
import type { Keepsake } from '../core/record/keepsake.ts';
import type { OpenedLink } from '../core/session/link.ts';
import type { Refusal } from '../wire/relay.ts';

/** What the screens of one room share. */
export interface OpenRoom {
  readonly link: OpenedLink;
  readonly media: LocalMedia;
  /** Its camera is the one that is shown and sent; that of `media` is the bare device. */
  readonly backdrop: Backdrop;
  readonly check: EnvironmentCheck;
  /** Replaced when a call has ended and the person comes back to the waiting room. */
  readonly presence: Cell<Presence>;
  /** As it stands in the field, so that it survives a change of screens. */
  readonly name: WritableCell<string>;
  /** Host only: what the call's agenda begins with. */
  readonly agenda: AgendaSetup | undefined;
  /** Host only. */
  readonly bulk: Bulk | undefined;
  /** Host only. */
  readonly kept: KeptCalls | undefined;
}

export type RoomProblem = FaultCode | 'early' | 'expired' | 'refused';

/** Why somebody is in the waiting room again. */
export type WayBack = Extract<CallEnd, 'sent-back' | 'lapsed'>;

export type Stage =
  | { readonly t: 'opening' }
  | { readonly t: 'problem'; readonly why: RoomProblem; readonly refusal?: Refusal; readonly link?: OpenedLink }
  /** Another tab of this browser is in the room (R7), or `closed`: was in its call. */
  | { readonly t: 'elsewhere'; readonly link: OpenedLink; readonly closed: boolean }
  | { readonly t: 'check'; readonly room: OpenRoom; readonly early: boolean }
  | { readonly t: 'waiting'; readonly room: OpenRoom; readonly back: WayBack | undefined }
  | { readonly t: 'joining'; readonly room: OpenRoom }
  | { readonly t: 'call'; readonly room: OpenRoom; readonly call: RunningCall; readonly since: number }
  | {
      readonly t: 'ended';
      readonly room: OpenRoom;
      readonly how: CallEnd;
      readonly lastedMs: number;
      /** What may be taken home of it. */
      readonly keepsake: Keepsake | undefined;
      /** Its last words are still being written, and may be put right. */
      readonly transcript: CallTranscript;
    };

/** Whether a refused link may be taken the next time. One that is wrong stays wrong: its page says whom to ask, without a button that does nothing. */
export const passesByItself = (refusal: Refusal | undefined): boolean =>
  refusal === 'full' || refusal === 'bad-proof' || refusal === 'bad-pass';
