/** What the choice of a background shows, and what it asks for (W4). */
import type { BackdropChoice } from '../../core/media/backdrop/choices.ts';
import type { PictureFault } from '../../core/media/backdrop/picture-file.ts';
import type { BackdropState } from '../../core/media/backdrop/state.ts';

export interface BackgroundView {
  readonly choice: BackdropChoice;
  readonly state: BackdropState;
  /** The machine does not keep up: it is drawn more coarsely. */
  readonly coarse: boolean;
  /** The last choice could not be loaded. */
  readonly missed: boolean;
  /** The own picture that this browser keeps. */
  readonly own: Blob | undefined;
  readonly onchoose: (choice: BackdropChoice) => void;
  /** Looks whether there is an own picture. */
  readonly onfind: () => void;
  readonly onkeep: (file: Blob) => Promise<PictureFault | undefined>;
  readonly onremove: () => void;
  /** The picture without a background, camera on. */
  readonly onShowRoom: () => void;
  /** The camera stays off. */
  readonly onDismiss: () => void;
}

export interface BackgroundDialogProps {
  background: BackgroundView;
  /** The own picture as others see it, while there is one. */
  picture: MediaStream | undefined;
  onclose: () => void;
}
