/**
 * The four media sections of every connection, set up once and filled by replaceTrack: no later change of tracks needs a
 * negotiation. The offerer makes them in this order; the answerer finds them by the map that comes with the offer.
 */
import type { TrackKind } from '../../wire/signal.ts';
import type { ConnectionPort, TransceiverPort } from './connection-port.ts';

const MEDIA: Readonly<Record<TrackKind, 'audio' | 'video'>> = {
  microphone: 'audio',
  camera: 'video',
  screen: 'video',
  'screen-audio': 'audio',
};
export const TRACK_KINDS: readonly TrackKind[] = ['microphone', 'camera', 'screen', 'screen-audio'];

export type Sections = ReadonlyMap<TrackKind, TransceiverPort>;
/** Media section id (mid) -> what it carries. */
export type SectionMap = Readonly<Record<string, TrackKind>>;

/** Makes the sections of an offerer's new connection. */
export function addSections(port: ConnectionPort): Sections {
  const sections = new Map(
    TRACK_KINDS.map((kind) => [kind, port.addTransceiver(MEDIA[kind], { direction: 'sendrecv' })]),
  );
  orderCodecs(port, sections);
  return sections;
}

function orderCodecs(port: ConnectionPort, sections: Sections): void {
  for (const [kind, section] of sections) port.orderCodecs?.(kind, section);
}

/** The map to send along with a description; the sections have their ids once a local description is set. */
export function sectionMap(sections: Sections): SectionMap {
  const entries = [...sections].flatMap(([kind, { mid }]) => (mid === null ? [] : [[mid, kind] as const]));
  return Object.fromEntries(entries);
}

/**
 * The sections that a remote offer made, opened for sending; undefined where they are not exactly one of each kind, in
 * the right medium.
 */
export function adoptSections(port: ConnectionPort, map: SectionMap): Sections | undefined {
  const transceivers = port.getTransceivers();
  if (transceivers.length !== TRACK_KINDS.length) return undefined;
  const found = new Map<TrackKind, TransceiverPort>();
  for (const transceiver of transceivers) {
    const { mid } = transceiver;
    const kind = mid !== null && Object.hasOwn(map, mid) ? map[mid] : undefined;
    if (!kind || found.has(kind) || transceiver.receiver.track.kind !== MEDIA[kind]) return undefined;
    transceiver.direction = 'sendrecv';
    found.set(kind, transceiver);
  }
  orderCodecs(port, found);
  return found;
}

/** Whether a later description speaks of the same sections. */
export function sameSections(sections: Sections, map: SectionMap): boolean {
  const mine = sectionMap(sections);
  const mids = Object.keys(mine);
  return (
    mids.length === Object.keys(map).length && mids.every((mid) => Object.hasOwn(map, mid) && map[mid] === mine[mid])
  );
}
