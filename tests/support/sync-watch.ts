/**
 * Every message that a page's `sync` data channels send and receive, by its flags (docs/protocol.md, section 8), and a way for a
 * hostile page to send its own. Put before the page's scripts.
 */
import type { BrowserContext, Page } from '@playwright/test';

interface Piece {
  readonly way: 'sent' | 'received';
  /** The bytes as base64. */
  readonly bytes: string;
}

declare global {
  interface Window {
    syncWatch: { pieces: Piece[]; channels: RTCDataChannel[] };
  }
}

/** In everything that pages of this context open from now on. */
export async function watchSync(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const watch: Window['syncWatch'] = { pieces: [], channels: [] };
    window.syncWatch = watch;
    const base64 = (data: unknown): string => {
      if (!(data instanceof ArrayBuffer) && !ArrayBuffer.isView(data)) return '';
      const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(data.buffer);
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    };
    const create = Reflect.get(RTCPeerConnection.prototype, 'createDataChannel');
    RTCPeerConnection.prototype.createDataChannel = function (label, options) {
      const channel = create.call(this, label, options);
      if (label !== 'sync') return channel;
      watch.channels.push(channel);
      channel.addEventListener('message', ({ data }) => watch.pieces.push({ way: 'received', bytes: base64(data) }));
      const send = channel.send.bind(channel) as (data: ArrayBuffer) => void;
      channel.send = (data: unknown): void => {
        watch.pieces.push({ way: 'sent', bytes: base64(data) });
        send(data as ArrayBuffer);
      };
      return channel;
    };
  });
}

/** All pieces so far, oldest first. */
export async function piecesOf(page: Page): Promise<{ way: Piece['way']; bytes: Buffer }[]> {
  const pieces = await page.evaluate(() => window.syncWatch.pieces);
  return pieces.map(({ way, bytes }) => ({ way, bytes: Buffer.from(bytes, 'base64') }));
}

/** Sends raw messages over every open `sync` channel of the page, past the product. */
export const sendRaw = (page: Page, messages: readonly Uint8Array[]): Promise<number> =>
  page.evaluate(
    (all) => {
      const open = window.syncWatch.channels.filter(({ readyState }) => readyState === 'open');
      for (const channel of open) for (const bytes of all) channel.send(Uint8Array.from(bytes).buffer);
      return open.length;
    },
    messages.map((bytes) => [...bytes]),
  );
