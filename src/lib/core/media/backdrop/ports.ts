/** What virtual backgrounds need of a browser. The adapters are in platform/media/backdrop. */
import type { Detail, Preset, Report } from '../../../wire/backdrop.ts';
import type { PictureFault } from './picture-file.ts';

export interface RunEvents {
  /** The first picture with the background replaced is there. */
  ready(): void;
  /** About once a second. */
  report(report: Report): void;
  /** Nothing more will come of this run. */
  failed(): void;
}

/** One camera track on its way through the worker. */
export interface BackdropRun {
  /** What may be shown and sent. Empty until `ready`: it never carries the picture as the camera has it. */
  readonly track: MediaStreamTrack;
  /** What stands behind the person; undefined blurs the room. The picture is the run's from now on. */
  setPicture(picture: ImageBitmap | undefined): void;
  setDetail(detail: Detail): void;
  /** Stops `track`, not the camera. */
  end(): void;
}

/** The worker with its model. */
export interface BackdropEngine {
  start(camera: MediaStreamTrack, detail: Detail, events: RunEvents): BackdropRun;
  end(): void;
}

/** Background pictures, ready to be drawn. */
export interface BackdropPictures {
  /** Rejects where it cannot be fetched. */
  preset(preset: Preset): Promise<ImageBitmap>;
  /** The own picture that was kept; undefined when there is none (any more). */
  own(): Promise<{ readonly picture: ImageBitmap; readonly file: Blob } | undefined>;
  /** Decodes, shrinks and keeps an own picture in this browser. */
  keepOwn(file: Blob): Promise<PictureFault | undefined>;
  removeOwn(): Promise<void>;
}
