/**
 * A call in which nobody learns an address (N7): what a peer offers beside TURN paths is not used, whatever its browser sends. Whoever keeps
 * to the rule sends none; who does not gives away only the own address, and gets no direct path for it.
 */
import type { SignalBody } from '../../wire/signal.ts';

const KIND = / typ (\w+)/;
/** After each end of a line; RFC 8866 ends them with CRLF and lets LF pass, a lone CR is counted too, whatever a browser's parser makes of it. */
const LINES = /(?<=\n|\r(?!\n))/;
const isRelayed = (line: string): boolean => line === '' || KIND.exec(line)?.[1] === 'relay';
const isRelayedCandidate = (candidate: string): boolean => candidate.split(LINES).every(isRelayed);

/** The signal without candidates that are no TURN server's; undefined where nothing is left of it. */
export function onlyRelayed(body: SignalBody): SignalBody | undefined {
  if (body.t === 'candidate') return !body.candidate || isRelayedCandidate(body.candidate.candidate) ? body : undefined;
  if (body.t !== 'description') return body;
  const lines = body.sdp.split(LINES).filter((line) => !line.startsWith('a=candidate:') || isRelayed(line));
  return { ...body, sdp: lines.join('') };
}
