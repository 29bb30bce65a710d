/** A stay in a call, from entering to its end: what the page tells the call, and what is kept of it for a reload (J5). */
import type { RunningCall } from './calling.ts';
import type { RoomPorts } from './room-ports.ts';
import type { CallEnd } from '../core/call/call-end.ts';
import type { Visit } from '../core/call/visit.ts';
import type { LocalMedia } from '../core/media/local-media.ts';
import type { Scope } from '../core/scope.ts';

/** How often the visit's sign of life is renewed during a call, in milliseconds. */
const SIGN_OF_LIFE_MS = 20_000;

/** `ended` is called once, after the call has told everybody else. */
export function beginStay(deps: {
  readonly ports: Pick<RoomPorts, 'clock' | 'onPageHide' | 'onNetworkChange'>;
  readonly scope: Scope;
  readonly visit: Visit;
  readonly media: Pick<LocalMedia, 'microphoneOn' | 'cameraOn'>;
  readonly call: RunningCall;
  ended(how: CallEnd): void;
}): void {
  const { ports, visit, media, call } = deps;
  const scope = deps.scope.child();
  scope.own(() => call.end());
  scope.own(ports.onPageHide(() => call.away()));
  scope.own(ports.onNetworkChange(() => call.handleNetworkChange()));
  const remember = (): void => visit.keep({ microphone: media.microphoneOn.get(), camera: media.cameraOn.get() });
  scope.own(media.microphoneOn.subscribe(remember));
  scope.own(media.cameraOn.subscribe(remember));
  scope.every(SIGN_OF_LIFE_MS, remember);
  const leave = (how: CallEnd): void => {
    if (scope.ended) return;
    scope.end();
    deps.ended(how);
  };
  scope.own(
    call.ended.subscribe((how) => {
      if (how) void ports.clock.after(0, () => leave(how));
    }),
  );
}
