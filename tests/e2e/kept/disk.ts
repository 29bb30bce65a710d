/**
 * What a browser's journal holds of a call, read as the product reads it, but in this process: from the sealed chunks in the page's IndexedDB
 * alone, whatever the page has taken in or others have given it since.
 */
import '@automerge/automerge'; // under Node the full entry initialises the wasm that the slim entries use
import type { Page } from '@playwright/test';
import { checkCertificate } from '../../../src/lib/core/admission/certificate.ts';
import { systemClock, systemRandom } from '../../../src/lib/core/clock.ts';
import { createJournal } from '../../../src/lib/core/journal/journal.ts';
import { readKeptFile } from '../../../src/lib/core/journal/kept-files.ts';
import { readRecord } from '../../../src/lib/core/journal/read-record.ts';
import { createMemoryJournalStore } from '../../../src/lib/core/journal/store.ts';
import type { CallRecord } from '../../../src/lib/core/record/record.ts';
import { verifyJws } from '../../../src/lib/core/session/identity.ts';
import { openLink } from '../../../src/lib/core/session/link.ts';
import { parse } from '../../../src/lib/wire/ids.ts';
import { JournalChunk } from '../../../src/lib/wire/journal.ts';

export interface OnDisk {
  readonly record: CallRecord;
  /** Records of the whiteboard. */
  readonly drawn: readonly string[];
  /** Names of the files of the chat whose bytes are there, whole. */
  readonly files: readonly string[];
}

interface Stored {
  readonly key: readonly unknown[];
  readonly at: number;
  readonly sealed: string;
}

const storedIn = (page: Page): Promise<readonly Stored[]> =>
  page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error('not read'));
      });
    const database = await settled(indexedDB.open('mensetsu-journal'));
    const transaction = database.transaction(['heads', 'bodies']);
    const heads = transaction.objectStore('heads');
    const [keys, times, bodies] = await Promise.all([
      settled(heads.getAllKeys()),
      settled(heads.getAll()),
      settled(transaction.objectStore('bodies').getAll()),
    ]);
    database.close();
    const base64 = (bytes: Uint8Array): string => {
      let text = '';
      for (const byte of bytes) text += String.fromCharCode(byte);
      return btoa(text);
    };
    // Both stores are written in one transaction, under the same keys.
    return keys.map((key, index) => ({
      key: Array.isArray(key) ? key : [],
      at: Number(times[index]?.at),
      sealed: base64(bodies[index]?.sealed),
    }));
  });

/** The newest call in the journal of this page's browser, as the host's link opens it. */
export async function readDisk(page: Page, hostUrl: string): Promise<OnDisk> {
  const opened = await openLink(new URL(hostUrl).hash);
  if (!opened.ok || !opened.link.seed) throw new Error('a host link');
  const { seed, room, authority } = opened.link;
  const store = createMemoryJournalStore();
  for (const { key, at, sealed } of await storedIn(page)) {
    const [ofRoom, call, part, id] = key;
    const chunk = parse(JournalChunk, {
      ...{ room: ofRoom, call, part, id, at },
      sealed: new Uint8Array(Buffer.from(sealed, 'base64')),
    });
    if (chunk) await store.write(chunk);
  }
  const journal = await createJournal({ store, seed, room, clock: systemClock, random: systemRandom });
  const [kept] = await journal.calls();
  if (!kept) throw new Error('nothing is kept');
  const { record, board, damaged } = await readRecord(journal, kept, {
    title: '',
    verifyJws,
    verifyCertificate: (jws) => checkCertificate(authority, room, jws, 0),
  });
  if (damaged.size > 0) throw new Error(`damaged: ${[...damaged].join(', ')}`);
  const files: string[] = [];
  for (const { file } of record.chat) {
    if (file && (await readKeptFile(journal, kept.call, file.sha256))) files.push(file.name);
  }
  return { record, drawn: board?.ids() ?? [], files };
}
