/** The environment check of a room: its questions to the relay go through the presence that the room has at the time. */
import { createEnvironmentCheck, type EnvironmentCheck } from '../core/check/environment-check.ts';
import type { Cell } from '../core/cell.ts';
import type { Presence } from '../core/call/presence.ts';
import type { LocalMedia } from '../core/media/local-media.ts';
import type { RoomPorts } from './room-ports.ts';

export const roomCheck = (ports: RoomPorts, media: LocalMedia, presence: Cell<Presence>): EnvironmentCheck =>
  createEnvironmentCheck({
    clock: ports.clock,
    media,
    browser: ports.browser,
    watchPicture: ports.watchPicture,
    network: ports.network,
    secureContext: ports.secureContext,
    passed: ports.passedCheck,
    relay: {
      reach: () => presence.get().questions.reach(),
      ticket: () => presence.get().questions.ticket(),
      turnServers: () => presence.get().questions.turnServers(),
      ping: ports.ping,
    },
  });
