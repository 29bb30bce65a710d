/** What is in use after everything that nobody needs has been thrown away: of a page and of a Node process, by the same protocol (CDP). */
import type { CDPSession, Page } from '@playwright/test';
import { WebSocket } from 'ws';
import { readFileSync } from 'node:fs';

export interface PageMemory {
  /** Bytes of objects, and of what lies behind their buffers. */
  readonly heap: number;
  readonly nodes: number;
  readonly listeners: number;
  /** Bytes of the process that draws the page, WebAssembly and media included. */
  readonly process: number;
}

/** Collects garbage first: twice, since some of it is only let go by the first time. */
export async function pageMemory(page: Page): Promise<PageMemory> {
  const devtools = await page.context().newCDPSession(page);
  try {
    for (const _ of [1, 2]) await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize } = await devtools.send('Runtime.getHeapUsage');
    const { nodes, jsEventListeners } = await devtools.send('Memory.getDOMCounters');
    return {
      heap: usedSize + backingStorageSize,
      nodes,
      listeners: jsEventListeners,
      process: await processMemory(page),
    };
  } finally {
    await devtools.detach();
  }
}

async function processMemory(page: Page): Promise<number> {
  const browser = page.context().browser();
  if (!browser) return 0;
  const devtools: CDPSession = await browser.newBrowserCDPSession();
  try {
    const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
    return Math.max(...processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => ownMemory(id)));
  } finally {
    await devtools.detach();
  }
}

/** Bytes that are a process's own. */
export function ownMemory(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}

/** A Node process that was started with `--inspect`, by the address that it printed. */
export interface Inspected {
  heap(): Promise<number>;
  close(): void;
}

export async function inspect(url: string): Promise<Inspected> {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  let last = 0;
  const ask = (method: string): Promise<Record<string, unknown>> =>
    new Promise((resolve) => {
      const id = (last += 1);
      const hear = (data: Buffer): void => {
        const answer = JSON.parse(data.toString()) as { id?: number; result?: Record<string, unknown> };
        if (answer.id !== id) return;
        socket.off('message', hear);
        resolve(answer.result ?? {});
      };
      socket.on('message', hear);
      socket.send(JSON.stringify({ id, method }));
    });
  return {
    async heap() {
      for (const _ of [1, 2]) await ask('HeapProfiler.collectGarbage');
      const { usedSize, backingStorageSize } = await ask('Runtime.getHeapUsage');
      return Number(usedSize) + Number(backingStorageSize ?? 0);
    },
    close: () => socket.close(),
  };
}
