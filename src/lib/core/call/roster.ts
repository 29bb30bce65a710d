/** The list of participants, made anew whenever something that it shows has changed. */
import type { PeerId, Role } from '../../wire/ids.ts';
import { cell, type Cell } from '../cell.ts';
import type { Mesh } from '../mesh/mesh.ts';
import type { Scope } from '../scope.ts';
import type { Announcements } from './announcements.ts';
import type { FiguresWatch } from './figures-watch.ts';
import type { OwnMedia } from './own-media.ts';
import type { Participant } from './participant.ts';
import { createStreams, remoteParticipant, sameParticipants, type StreamOf } from './participants.ts';

export interface RosterDeps {
  readonly scope: Scope;
  readonly self: { readonly peer: PeerId; readonly name: string; readonly role: Role };
  readonly media: Pick<OwnMedia, 'camera'>;
  readonly peers: Mesh['peers'];
  readonly announcements: Pick<Announcements, 'own' | 'others'>;
  readonly figures: Pick<FiguresWatch, 'latest'>;
  readonly streamOf: StreamOf;
}

export function createRoster(deps: RosterDeps): Cell<readonly Participant[]> {
  const { scope, media, peers, announcements, figures } = deps;
  const participants = cell<readonly Participant[]>([], sameParticipants);
  const stream = createStreams(deps.streamOf);
  const show = (): void => {
    const own: Participant = {
      ...deps.self,
      self: true,
      state: announcements.own.get(),
      connection: 'direct',
      figures: undefined,
      camera: stream(media.camera.get()),
      screen: undefined,
      sound: undefined,
    };
    const others = [...peers.get().values()].map((view) =>
      remoteParticipant(view, announcements.others.get().get(view.peer), figures.latest.get().get(view.peer), stream),
    );
    participants.set([own, ...others]);
  };
  for (const source of [peers, announcements.own, announcements.others, figures.latest, media.camera]) {
    scope.own((source as Cell<unknown>).subscribe(show));
  }
  return participants;
}
