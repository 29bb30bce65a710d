/**
 * The people in the call as the screen shows them: oneself first, then the others in the order in which they came. A stream
 * is made once for the tracks it holds, so that a video element is not attached anew with every change of state.
 */
import type { MemberState } from '../../wire/control.ts';
import type { PeerId } from '../../wire/ids.ts';
import type { PeerView } from '../mesh/peer-view.ts';
import { SILENT_STATE } from './announcements.ts';
import { isHeld, type Rules } from './rules.ts';
import type { ConnectionFigures, ConnectionState, Participant } from './participant.ts';

export type StreamOf = (track: MediaStreamTrack) => MediaStream;

/** One stream for each track, for as long as the track is known. */
export function createStreams(make: StreamOf): (track: MediaStreamTrack | undefined) => MediaStream | undefined {
  const streams = new WeakMap<MediaStreamTrack, MediaStream>();
  return (track) => {
    if (!track) return undefined;
    const known = streams.get(track);
    if (known) return known;
    const stream = make(track);
    streams.set(track, stream);
    return stream;
  };
}

const WEAK_LOSS = 0.08; // of the packets: above this speech begins to break up
const WEAK_ROUND_TRIP_MS = 600; // above this people talk into each other

/** How a connection stands, in the words of C9. */
export function connectionOf(
  view: Pick<PeerView, 'phase' | 'path'>,
  figures: ConnectionFigures | undefined,
): ConnectionState {
  if (view.phase === 'lost') return 'lost';
  if (view.phase !== 'present') return 'connecting';
  const weak = (figures?.loss ?? 0) > WEAK_LOSS || (figures?.roundTripMs ?? 0) > WEAK_ROUND_TRIP_MS;
  if (weak) return 'weak';
  return view.path === 'relayed' ? 'relayed' : 'direct';
}

/**
 * A remote participant. Camera and screen are shown only while the peer says they are on; `cameraless`: while its camera's picture
 * does not come for another reason.
 */
export function remoteParticipant(
  view: PeerView,
  state: MemberState | undefined,
  figures: ConnectionFigures | undefined,
  stream: (track: MediaStreamTrack | undefined) => MediaStream | undefined,
  cameraless = false,
): Participant {
  const said = state ?? SILENT_STATE;
  return {
    peer: view.peer,
    self: false,
    name: view.certificate.name,
    role: view.certificate.role,
    state: said,
    connection: connectionOf(view, figures),
    held: false,
    figures,
    camera: said.camera && !cameraless ? stream(view.tracks.camera) : undefined,
    screen: said.screen ? stream(view.tracks.screen) : undefined,
    sound: stream(view.tracks.microphone),
    screenSound: said.screen ? stream(view.tracks['screen-audio']) : undefined,
  };
}

/**
 * A remote participant under the rules: what must not be sent is not shown either, so that a client which sends it all the same
 * gains nothing.
 */
export function ruledParticipant(one: Participant, rules: Rules | undefined, self: PeerId): Participant {
  if (!rules) return one;
  const held = isHeld(rules, one.peer);
  const apart = held || isHeld(rules, self);
  const bound = one.role !== 'host';
  const mute = apart || (bound && !rules.microphones);
  const dark = apart || (bound && !rules.cameras);
  const { state } = one;
  return {
    ...one,
    held,
    state: {
      ...state,
      microphone: state.microphone && !mute,
      camera: state.camera && !dark,
      screen: state.screen && !apart,
    },
    sound: mute ? undefined : one.sound,
    camera: dark ? undefined : one.camera,
    screen: apart ? undefined : one.screen,
    screenSound: apart ? undefined : one.screenSound,
  };
}

const sameValues = <T extends object>(a: T, b: T): boolean =>
  Object.entries(a).every(([key, value]) => b[key as keyof T] === value);

/** Whether two lists would be shown alike. */
export const sameParticipants = (a: readonly Participant[], b: readonly Participant[]): boolean =>
  a.length === b.length &&
  a.every((one, index) => {
    const other = b[index];
    return (
      other !== undefined &&
      sameValues({ ...one, state: undefined }, { ...other, state: undefined }) &&
      sameValues(one.state, other.state)
    );
  });
