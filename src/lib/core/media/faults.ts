/** What a failed getUserMedia means for a person (spec W10). */
import type { FaultCode } from '../errors.ts';
import type { MediaKind } from './ports.ts';

/** A missing device may be found with fewer wishes; the others fail again in the same way. */
export type Obstacle = 'denied' | 'missing' | 'busy' | 'unknown';

const OBSTACLES: Readonly<Record<string, Obstacle>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied', // permissions policy, or camera use switched off for the document
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/** By name: an OverconstrainedError is no DOMException, and no Error either, in every browser. */
export function obstacleOf(error: unknown): Obstacle {
  const name = typeof error === 'object' && error !== null && 'name' in error ? error.name : undefined;
  return (typeof name === 'string' && OBSTACLES[name]) || 'unknown';
}

export const faultOf = (kind: MediaKind, obstacle: Obstacle): FaultCode =>
  obstacle === 'unknown' ? 'internal' : `${kind}-${obstacle}`;
