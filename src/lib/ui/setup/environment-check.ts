import type { CheckId, CheckItem } from '../../core/check/items.ts';
import type { BrowserFamily } from '../../i18n/browser.ts';
import type { InterviewHead } from '../parts/interview.ts';

export interface EnvironmentCheckProps {
  /** All six, in order. */
  items: readonly CheckItem[];
  interview?: InterviewHead | undefined;
  /** The own camera, while it is open. */
  picture: MediaStream | undefined;
  /** Microphone level, 0 to 1. */
  level: () => number;
  /** Reception has not begun: nobody can go on before (R6). Milliseconds since the epoch. */
  opensAt?: number | undefined;
  onproceed: () => void;
  onagain: () => void;
  onretry: (id: CheckId) => void;
  onPlaySound: () => void;
  onHeard: (heard: boolean) => void;
  onoverride: (id: CheckId) => void;
  /** Which browser's settings the help describes; told by the user agent when left out. */
  browser?: BrowserFamily;
}
