/**
 * The quality of pictures, on this person's devices: the preset is remembered (V4); with 音声のみ the camera is released and comes back with
 * the next better preset; where the line is too bad it is switched off (C7). Where the machine is too weak the background goes first (W4).
 */
import type { CallQuality } from '../core/call/call-quality.ts';
import type { Kept } from '../core/kept.ts';
import type { Backdrop } from '../core/media/backdrop/backdrop.ts';
import type { LocalMedia } from '../core/media/local-media.ts';
import type { ScreenShare } from '../core/media/screen-share.ts';
import type { Scope } from '../core/scope.ts';
import type { QualityPreference } from '../wire/remembered.ts';

export interface KeepQualityDeps {
  readonly scope: Scope;
  readonly quality: Pick<
    CallQuality,
    'preset' | 'setPreset' | 'screenAllowed' | 'cameraOff' | 'strained' | 'overloaded'
  >;
  readonly backdrop: Pick<Backdrop, 'relieve'>;
  readonly media: Pick<LocalMedia, 'cameraOn' | 'setCamera'>;
  readonly kept: Kept<QualityPreference>;
  /** Stopped and forbidden with 音声のみ. */
  readonly share: Pick<ScreenShare, 'allow'>;
}

/** Until the scope ends. */
export function keepQuality({ scope, quality, backdrop, media, kept, share }: KeepQualityDeps): void {
  quality.setPreset(kept.get()?.video ?? 'high');
  /** The camera was on when 音声のみ was chosen. */
  let comesBack = false;
  scope.own(
    quality.preset.subscribe((preset) => {
      kept.set({ video: preset });
      if (preset === 'audio') {
        comesBack ||= media.cameraOn.get();
        if (media.cameraOn.get()) void media.setCamera(false);
      } else if (comesBack) {
        comesBack = false;
        void media.setCamera(true);
      }
    }),
  );
  scope.own(quality.screenAllowed.subscribe((allowed) => share.allow(allowed)));
  for (const sign of [quality.strained, quality.overloaded]) {
    scope.own(sign.subscribe((on) => on && backdrop.relieve()));
  }
  scope.own(quality.cameraOff.on(() => void media.setCamera(false)));
}
