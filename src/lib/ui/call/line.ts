/** The whole line in one word for the header: as bad as the worst connection (C9). */
import type { Participant } from '../../core/call/participant.ts';

export type LineState = 'good' | 'weak' | 'lost' | 'connecting';

export function lineState(participants: readonly Participant[]): LineState | undefined {
  const states = participants.filter(({ self }) => !self).map(({ connection }) => connection);
  if (states.length === 0) return undefined;
  if (states.includes('lost')) return 'lost';
  if (states.includes('weak')) return 'weak';
  // One who is only coming does not make the line bad.
  return states.every((state) => state === 'connecting') ? 'connecting' : 'good';
}
