import { describe, expect, it } from 'vitest';
import { createDownloads } from '../../../src/lib/core/export/downloads.ts';
import type { DownloadKind } from '../../../src/lib/core/export/offer.ts';
import type { Takeout } from '../../../src/lib/core/export/takeout.ts';
import type { Keepsake } from '../../../src/lib/core/record/keepsake.ts';
import type { CallRecord } from '../../../src/lib/core/record/record.ts';
import { fileLine, keepsakeWith, line, recordWith } from './records.ts';

/** Downloads that are made when the test says so. */
function start(
  role: 'host' | 'applicant' = 'host',
  parts: { record?: Partial<CallRecord>; keepsake?: Partial<Keepsake>; without?: 'agenda' } = {},
) {
  const { agenda, ...others } = recordWith({ chat: [line('a')], ...parts.record });
  const record = { ...others, ...(agenda && parts.without !== 'agenda' && { agenda }) };
  const asked: { kind: DownloadKind; made: (of?: Takeout) => void; failed: () => void }[] = [];
  const given: string[] = [];
  const downloads = createDownloads({
    keepsake: { ...keepsakeWith(record, { role, missingFiles: 2 }), ...parts.keepsake },
    make: (kind) =>
      new Promise((resolve, reject) => {
        asked.push({
          kind,
          made: (of = { name: `${kind}.csv`, content: new Blob(), boardless: false }) => resolve(of),
          failed: () => reject(new Error('no room')),
        });
      }),
    give: ({ name }) => void given.push(name),
  });
  const standing = (kind: DownloadKind): string | undefined => downloads.states.get().get(kind)?.t;
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { downloads, asked, given, standing, turn };
}

describe('createDownloads', () => {
  it('X3: makes a file when it is asked for, gives it, and says how it stands', async () => {
    const { downloads, asked, given, standing, turn } = start();
    expect(asked).toEqual([]);
    const saving = downloads.save('attendance');
    expect(standing('attendance')).toBe('making');
    await turn();
    asked[0]?.made();
    await saving;
    expect(given).toEqual(['attendance.csv']);
    expect(downloads.states.get().get('attendance')).toEqual({ t: 'saved', name: 'attendance.csv', boardless: false });
    expect(downloads.missingFiles).toBe(2);
  });

  it('says that it failed, and can be asked again', async () => {
    const { downloads, asked, given, standing, turn } = start();
    const first = downloads.save('chat');
    await turn();
    asked[0]?.failed();
    await first;
    expect([standing('chat'), given]).toEqual(['failed', []]);
    const second = downloads.save('chat');
    await turn();
    asked[1]?.made();
    await second;
    expect([standing('chat'), given]).toEqual(['saved', ['chat.csv']]);
  });

  it('makes one at a time, and none twice at once', async () => {
    const { downloads, asked, turn } = start();
    void downloads.save('all');
    void downloads.save('all');
    const last = downloads.save('chat');
    await turn();
    expect(asked.map(({ kind }) => kind)).toEqual(['all']);
    asked[0]?.made();
    await turn();
    expect(asked.map(({ kind }) => kind)).toEqual(['all', 'chat']);
    asked[1]?.made();
    await last;
  });

  it('X6: is complete once everything has been saved, as one or one by one', async () => {
    const one = start();
    const whole = one.downloads.save('all');
    await one.turn();
    one.asked[0]?.made();
    await whole;
    expect(one.downloads.complete.get()).toBe(true);

    const each = start();
    for (const [index, kind] of (['attendance', 'chat', 'agenda'] as const).entries()) {
      expect(each.downloads.complete.get()).toBe(false);
      const saving = each.downloads.save(kind);
      await each.turn();
      each.asked[index]?.made();
      await saving;
    }
    expect(each.downloads.complete.get()).toBe(true);
  });

  it.each<[string, Parameters<typeof start>[1]]>([
    ['the whiteboard', { keepsake: { drawBoard: () => Promise.resolve(new Blob()) } }],
    ['a file of the chat', { keepsake: { missingFiles: 0 }, record: { chat: [fileLine('a.pdf', 'a')] } }],
    ['a transcript without an agenda', { without: 'agenda', record: { transcript: [] } }],
  ])('X6: %s is in the archive only: without it not everything has been saved', async (_what, parts) => {
    const { downloads, asked, turn } = start('host', parts);
    const save = async (kind: DownloadKind): Promise<void> => {
      const saving = downloads.save(kind);
      await turn();
      asked.at(-1)?.made();
      await saving;
    };
    for (const { kind } of downloads.offers) if (kind !== 'all') await save(kind);
    expect(downloads.complete.get()).toBe(false);
    await save('all');
    expect(downloads.complete.get()).toBe(true);
  });

  it('X7: is not complete where the whiteboard is missing in the archive', async () => {
    const { downloads, asked, turn, standing } = start();
    const saving = downloads.save('all');
    await turn();
    asked[0]?.made({ name: 'a.zip', content: new Blob(), boardless: true });
    await saving;
    expect([standing('all'), downloads.complete.get()]).toEqual(['saved', false]);
  });

  it('A6: makes nothing that is not on offer', async () => {
    const { downloads, asked, turn } = start('applicant');
    void downloads.save('agenda');
    void downloads.save('attendance');
    await turn();
    expect(asked).toEqual([]);
    expect(downloads.states.get().size).toBe(0);
  });
});
