/**
 * A call in which nobody learns an address (N7): what a peer offers beside TURN paths is not used, whatever its browser sends. Whoever keeps
 * to the rule sends none; who does not gives away only the own address, and gets no direct path for it.
 */
import type { SignalBody } from '../../wire/signal.ts';

const KIND = / typ (\w+)/;
const isRelayed = (candidate: string): boolean => candidate === '' || KIND.exec(candidate)?.[1] === 'relay';

/** The signal without candidates that are no TURN server's; undefined where nothing is left of it. */
export function onlyRelayed(body: SignalBody): SignalBody | undefined {
  if (body.t === 'candidate') return !body.candidate || isRelayed(body.candidate.candidate) ? body : undefined;
  if (body.t !== 'description') return body;
  const lines = body.sdp.split(/(?<=\n)/).filter((line) => !line.startsWith('a=candidate:') || isRelayed(line));
  return { ...body, sdp: lines.join('') };
}
