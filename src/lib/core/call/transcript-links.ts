/**
 * The transcript towards the others (T2, T4): everybody is told whether it is being written, before the first sound is listened to; whoever wants
 * captions is sent them by the host, and nobody else is sent a word. Only the host's word counts.
 */
import type { PeerId } from '../../wire/ids.ts';
import { CAPTION_MAX_CHARS, type Caption } from '../../wire/transcript.ts';
import { cell, happening, type Cell, type Happening } from '../cell.ts';
import type { Mesh } from '../mesh/mesh.ts';
import type { Scope } from '../scope.ts';
import type { Control } from './control.ts';

export interface TranscriptLinks {
  /** What is said is being written down, by the host's own word. */
  readonly on: Cell<boolean>;
  /** Captions that came from the host. */
  readonly captions: Happening<Caption>;
  /** Host: how many want captions. */
  readonly wanting: Cell<ReadonlySet<PeerId>>;
  /** Host only. */
  announce(on: boolean): void;
  /** Host only: to whoever wants them. */
  caption(caption: Caption): void;
  /** Others: whether the host is to send captions. */
  want(wanted: boolean): void;
}

/** A long text by its end: what was said last. */
export const captionText = (text: string): string =>
  text.length > CAPTION_MAX_CHARS ? `…${text.slice(1 - CAPTION_MAX_CHARS)}` : text;

export function createTranscriptLinks(deps: {
  readonly scope: Scope;
  readonly mesh: Pick<Mesh, 'peers' | 'present' | 'gone'>;
  readonly control: Pick<Control, 'send' | 'broadcast' | 'on'>;
  readonly isHost: boolean;
  /** Whoever is on hold hears nothing, and reads nothing either (V6). */
  isHeld(peer: PeerId): boolean;
}): TranscriptLinks {
  const { scope, mesh, control, isHost } = deps;
  const on = cell(false);
  const captions = happening<Caption>();
  const wanting = cell<ReadonlySet<PeerId>>(new Set());
  let wanted = false;
  const hostsOf = (): PeerId[] =>
    [...mesh.peers.get().values()].filter(({ certificate }) => certificate.role === 'host').map(({ peer }) => peer);
  const wish = (peer: PeerId, wants: boolean): void => {
    const next = new Set(wanting.get());
    if (wants) next.add(peer);
    else next.delete(peer);
    if (next.size !== wanting.get().size) wanting.set(next);
  };

  if (isHost) {
    control.on('captions', ({ peer }, message) => wish(peer, message.wanted));
  } else {
    control.on('transcript', ({ certificate }, message) => {
      if (certificate.role === 'host') on.set(message.on);
    });
    control.on('caption', ({ certificate }, { caption }) => {
      if (certificate.role === 'host' && wanted && on.get()) captions.emit(caption);
    });
  }
  scope.own(
    mesh.present.on((peer) => {
      if (isHost) void control.send(peer, { t: 'transcript', on: on.get() });
      else if (wanted && hostsOf().includes(peer)) void control.send(peer, { t: 'captions', wanted });
    }),
  );
  scope.own(mesh.gone.on(({ peer }) => wish(peer, false)));
  // A host that is merely cut off may still be writing; one that is gone is not.
  if (!isHost) scope.own(mesh.peers.subscribe(() => void (hostsOf().length === 0 && on.set(false))));

  return {
    on,
    captions,
    wanting,
    announce(now) {
      if (!isHost || on.get() === now) return;
      on.set(now);
      control.broadcast({ t: 'transcript', on: now });
    },
    caption(caption) {
      for (const peer of wanting.get()) if (!deps.isHeld(peer)) void control.send(peer, { t: 'caption', caption });
    },
    want(now) {
      if (isHost || wanted === now) return;
      wanted = now;
      for (const peer of hostsOf()) void control.send(peer, { t: 'captions', wanted });
    },
  };
}
