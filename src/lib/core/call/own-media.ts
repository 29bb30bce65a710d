/** What a person sends of themselves: the tracks of microphone, camera and screen, and word of which are on. */
import type { MemberState } from '../../wire/control.ts';
import type { TrackKind } from '../../wire/signal.ts';
import type { Cell } from '../cell.ts';
import type { Scope } from '../scope.ts';

/** The own tracks and what of them is on; undefined: nothing to send. */
export interface OwnMedia {
  readonly microphone: Cell<MediaStreamTrack | undefined>;
  readonly camera: Cell<MediaStreamTrack | undefined>;
  readonly microphoneOn: Cell<boolean>;
  readonly cameraOn: Cell<boolean>;
  /** For what the host commands. */
  setMicrophone(on: boolean): void;
  setCamera(on: boolean): void;
  /** The shared screen, and the sound that goes with it. */
  readonly screen?: {
    readonly video: Cell<MediaStreamTrack | undefined>;
    readonly audio: Cell<MediaStreamTrack | undefined>;
  };
}

/** Passes on every change until the scope ends. */
export function sendOwnMedia(deps: {
  readonly scope: Scope;
  readonly media: Pick<OwnMedia, 'microphone' | 'camera' | 'microphoneOn' | 'screen'>;
  setTrack(kind: TrackKind, track: MediaStreamTrack | null): void;
  announce(change: Partial<MemberState>): void;
}): void {
  const { scope, setTrack, announce } = deps;
  const { microphone, camera, microphoneOn } = deps.media;
  // Muted, the track stays: only the word is another.
  const tellMicrophone = (): void => announce({ microphone: microphoneOn.get() && microphone.get() !== undefined });
  scope.own(microphone.subscribe((track) => setTrack('microphone', track ?? null)));
  scope.own(
    camera.subscribe((track) => {
      setTrack('camera', track ?? null);
      announce({ camera: track !== undefined });
    }),
  );
  scope.own(
    deps.media.screen?.video.subscribe((track) => {
      setTrack('screen', track ?? null);
      announce({ screen: track !== undefined });
    }) ?? (() => undefined),
  );
  scope.own(
    deps.media.screen?.audio.subscribe((track) => setTrack('screen-audio', track ?? null)) ?? (() => undefined),
  );
  scope.own(microphone.subscribe(tellMicrophone));
  scope.own(microphoneOn.subscribe(tellMicrophone));
}
