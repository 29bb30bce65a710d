import type { ProblemCode } from '../../i18n/ja/problems.ts';
import type { InterviewHead } from '../parts/interview.ts';

export interface LinkProblemProps {
  problem: ProblemCode;
  /** Where the link could be read. */
  interview?: InterviewHead | undefined;
  /** Early: runs the environment check meanwhile (R6). */
  oncheck?: (() => void) | undefined;
  /** Tries the relay, or the link, again. */
  onretry?: (() => void) | undefined;
  /** Takes the call over from another tab or device (R7). */
  onMoveHere?: (() => void) | undefined;
  /** Early: called when reception opens. */
  onopen?: (() => void) | undefined;
  now?: () => number;
}
