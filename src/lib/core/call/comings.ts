/** What changed among the others between two moments, as something to tell: who came, left, raised a hand, shares a screen, was lost, is back. */
import type { Participant } from './participant.ts';

export type Coming = { readonly kind: 'joined' | 'left' | 'hand' | 'screen' | 'lost' | 'back'; readonly name: string };

const isHere = (participant: Participant): boolean => participant.connection !== 'connecting';

/** Changes of the others; somebody who is still connecting has not come yet. */
export function comings(before: readonly Participant[], after: readonly Participant[]): readonly Coming[] {
  const earlier = new Map(before.filter((one) => !one.self && isHere(one)).map((one) => [one.peer, one]));
  const told: Coming[] = [];
  for (const now of after) {
    if (now.self || !isHere(now)) continue;
    const then = earlier.get(now.peer);
    earlier.delete(now.peer);
    const tell = (kind: Coming['kind']): void => void told.push({ kind, name: now.name });
    if (!then) tell('joined');
    if (now.state.hand && !then?.state.hand) tell('hand');
    if (now.state.screen && !then?.state.screen) tell('screen');
    if (then && then.connection !== 'lost' && now.connection === 'lost') tell('lost');
    if (then?.connection === 'lost' && now.connection !== 'lost') tell('back');
  }
  // Who connects anew after a reload is still on the list, as connecting: not gone.
  const known = new Set(after.map((one) => one.peer));
  for (const gone of earlier.values()) if (!known.has(gone.peer)) told.push({ kind: 'left', name: gone.name });
  return told;
}
