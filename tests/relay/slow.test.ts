/** Connections that hold a place by doing as little as they can. */
import { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Room, startRelay, temporaryFolder } from './support/relay.ts';

/** A bare connection with what has come over it; `over` resolves with that when the relay ends it. */
async function dial(url: string): Promise<{ socket: Socket; over: Promise<string> }> {
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let heard = '';
  socket.on('data', (piece) => (heard += piece.toString()));
  socket.on('error', () => undefined);
  const over = once(socket, 'close').then(() => heard);
  await once(socket, 'connect');
  return { socket, over };
}

test('who says nothing, half a head, or a body without end is cut off, and honest people are served meanwhile', async () => {
  const { url } = await startRelay({}, { headMs: 1_000, requestMs: 2_000 });
  const room = await Room.open(url);
  const alice = await room.member('host');
  const [mute, head, body] = [await dial(url), await dial(url), await dial(url)];
  head.socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  body.socket.write(
    'POST /api/links HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{',
  );
  await mute.over;
  expect(await head.over).toContain('408');
  expect(await body.over).not.toContain('200');
  expect((await alice.settled()).map(({ t }) => t)).toContain('pong');
});

test('a request to become a WebSocket that never ends its head is cut off too', async () => {
  const { url, relay } = await startRelay({}, { headMs: 1_000 });
  const room = await Room.open(url);
  const { socket, over } = await dial(url);
  socket.write(`GET /ws/${room.id} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`);
  expect(await over).toContain('408');
  expect(relay.stats().connections).toBe(0);
});

test.skipIf(process.platform !== 'linux')(
  'who stops reading in the middle of a file holds it for so long and no longer; a quiet WebSocket is left alone',
  async () => {
    const dir = temporaryFolder();
    const file = join(dir, 'large.bin');
    writeFileSync(file, Buffer.alloc(32_000_000));
    const { url } = await startRelay({ staticDir: dir }, { stallMs: 1_000, idleMs: 60_000 });
    const alice = await (await Room.open(url)).member('host');
    const { socket } = await dial(url);
    socket.pause();
    socket.write('GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n');
    const opened = (): number =>
      readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === file;
        } catch {
          return false; // closed while we looked
        }
      }).length;
    await expect.poll(opened).toBe(1);
    await expect.poll(opened, { timeout: 20_000 }).toBe(0);
    expect((await alice.settled()).map(({ t }) => t)).toContain('pong');
  },
);
