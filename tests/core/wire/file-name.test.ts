import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { FileName, safeFileName } from '../../../src/lib/wire/file-name.ts';
import { SharedFile } from '../../../src/lib/wire/files.ts';
import { parse } from '../../../src/lib/wire/ids.ts';

describe('H2 names of files', () => {
  test.each([
    ['履歴書.pdf', '履歴書.pdf'],
    ['山田 太郎　職務経歴書 (最新版).docx', '山田 太郎 職務経歴書 (最新版).docx'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\System32\\evil.dll', 'evil.dll'],
    ['/absolute/path.txt', 'path.txt'],
    ['photo\u202Egnp.exe', 'photognp.exe'],
    ['a\u2066b\u2069\u200f.txt', 'ab.txt'],
    ['tab\tand\nline\u0000.txt', 'tabandline.txt'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['Com1.tar.gz', '_Com1.tar.gz'],
    ['console.log', 'console.log'],
    ['.htaccess', 'htaccess'],
    ['trailing. . ', 'trailing'],
    ['a<b>c:d"e|f?g*h.txt', 'a_b_c_d_e_f_g_h.txt'],
    ['', 'file'],
    ['...', 'file'],
    ['\u202e\u200f', 'file'],
    ['か\u3099.txt', 'が.txt'],
    ['家族👨‍👩‍👧.png', '家族👨‍👩‍👧.png'],
  ])('%j becomes %j', (raw, safe) => {
    expect(safeFileName(raw)).toBe(safe);
    expect(parse(FileName, raw)).toBe(safe);
  });

  test('a long name keeps its ending', () => {
    const name = safeFileName(`${'長'.repeat(200)}.pdf`);
    expect(name).toMatch(/^長+\.pdf$/);
    expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(200);
  });

  test('whatever is sent, what comes out is harmless, and stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (raw) => {
        const name = safeFileName(raw);
        expect(name).not.toMatch(/[/\\<>:"|?*\p{Cc}\u202a-\u202e\u2066-\u2069\u200e\u200f]/u);
        expect(name).not.toMatch(/^\.|[. ]$|^$/);
        expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(220);
        expect(safeFileName(name)).toBe(name);
      }),
    );
  });

  test('a mention with a false type, size or hash is none', () => {
    const file = { name: 'a.pdf', size: 5, type: 'application/pdf', sha256: 'A'.repeat(43) };
    expect(parse(SharedFile, file)).toEqual(file);
    for (const change of [
      { size: 5 * 1024 * 1024 + 1 },
      { size: -1 },
      { size: 0.5 },
      { type: 'text/html; charset=utf-8' },
      { type: 'javascript:' },
      { sha256: 'A'.repeat(42) },
      { name: 'x'.repeat(256) },
    ]) {
      expect(parse(SharedFile, { ...file, ...change }), JSON.stringify(change)).toBeUndefined();
    }
  });
});
