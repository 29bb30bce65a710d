/** The list of participants, made anew whenever something that it shows has changed. */
import type { PeerId, Role } from '../../wire/ids.ts';
import { cell, type Cell } from '../cell.ts';
import type { Mesh } from '../mesh/mesh.ts';
import type { Scope } from '../scope.ts';
import type { Announcements } from './announcements.ts';
import type { FiguresWatch } from './figures-watch.ts';
import type { OwnMedia } from './own-media.ts';
import type { Participant } from './participant.ts';
import { isHeld, isOut, type Rules } from './rules.ts';
import { createStreams, remoteParticipant, ruledParticipant, sameParticipants, type StreamOf } from './participants.ts';

export interface RosterDeps {
  readonly scope: Scope;
  readonly self: { readonly peer: PeerId; readonly name: string; readonly role: Role };
  readonly media: Pick<OwnMedia, 'camera' | 'screen'>;
  readonly peers: Mesh['peers'];
  readonly announcements: Pick<Announcements, 'own' | 'others'>;
  readonly figures: Pick<FiguresWatch, 'latest'>;
  readonly rules: Cell<Rules | undefined>;
  readonly streamOf: StreamOf;
  /** Whose camera is not shown although it is on, and what may change that. */
  isCameraless(peer: PeerId): boolean;
  readonly cameralessBy: readonly Cell<unknown>[];
}

export function createRoster(deps: RosterDeps): Cell<readonly Participant[]> {
  const { scope, media, peers, announcements, figures, rules } = deps;
  const participants = cell<readonly Participant[]>([], sameParticipants);
  const stream = createStreams(deps.streamOf);
  const show = (): void => {
    const own: Participant = {
      ...deps.self,
      self: true,
      state: announcements.own.get(),
      connection: 'direct',
      held: isHeld(rules.get(), deps.self.peer),
      figures: undefined,
      camera: stream(media.camera.get()),
      screen: stream(media.screen?.video.get()),
      sound: undefined,
    };
    const here = [...peers.get().values()].filter(({ peer }) => !isOut(rules.get(), peer));
    const others = here.map((view) =>
      ruledParticipant(
        remoteParticipant(
          view,
          announcements.others.get().get(view.peer),
          figures.latest.get().get(view.peer),
          stream,
          deps.isCameraless(view.peer),
        ),
        rules.get(),
        deps.self.peer,
      ),
    );
    participants.set([own, ...others]);
  };
  const screen = media.screen ? [media.screen.video] : [];
  const own = [media.camera, ...screen];
  const sources = [peers, announcements.own, announcements.others, figures.latest, rules, ...own];
  for (const source of [...sources, ...deps.cameralessBy]) scope.own((source as Cell<unknown>).subscribe(show));
  return participants;
}
