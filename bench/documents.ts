/**
 * `npm run bench -- documents`: what a late joiner pays for the shared documents of a long call, in processor time of their own
 * process, with the code that runs in the browser: 2,000 chat messages (every signature verified) and 5,000 strokes. And
 * what a document weighs, and a stroke. Then, in two browsers, how long a chat message takes there and back while 5 MB go over
 * the same pair.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as v from 'valibot';
import { measureRoundTrips } from './documents-chat.ts';
import { table } from './table.ts';

const MESSAGES = 2_000;
const STROKES = 5_000;
const RUNS = 3;

const Figures = v.object({ cpuMs: v.number(), bytes: v.number(), wire: v.number() });
type Figures = v.InferOutput<typeof Figures>;

/** A process of its own, so that what it used is the joiner's. */
async function lateJoiner(what: 'chat' | 'board', count: number): Promise<Figures> {
  const child = fork(join(import.meta.dirname, 'documents-joiner.ts'), [what, String(count)]);
  const [answer] = await once(child, 'message');
  await once(child, 'exit');
  return v.parse(Figures, answer);
}

async function best(what: 'chat' | 'board', count: number): Promise<Figures> {
  const runs: Figures[] = [];
  for (let run = 0; run < RUNS; run++) runs.push(await lateJoiner(what, count));
  return runs.reduce((one, other) => (other.cpuMs < one.cpuMs ? other : one));
}

const kilobytes = (bytes: number): string => (bytes / 1024).toFixed(0);

export async function runDocuments(): Promise<void> {
  const chat = await best('chat', MESSAGES);
  const board = await best('board', STROKES);
  const row = (name: string, count: number, { cpuMs, bytes, wire }: Figures): string[] => [
    name,
    (cpuMs / 1000).toFixed(2),
    '< 2',
    kilobytes(bytes),
    kilobytes(wire),
    (bytes / count).toFixed(0),
  ];
  console.log('\nA late joiner of a long call (Node; processor seconds of their process, best of three)\n');
  console.log(
    table(
      ['document', 'CPU s', 'aim', 'KB saved', 'KB received', 'bytes each'],
      [row(`${MESSAGES} chat messages`, MESSAGES, chat), row(`${STROKES} strokes of 60 points`, STROKES, board)],
    ),
  );
  await measureRoundTrips();
}
