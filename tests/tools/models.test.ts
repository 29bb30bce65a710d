/** `npm run models`: its parts against a server on this machine that breaks off, lies and sends elsewhere; and as a process. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { jsonOf } from '../../src/lib/wire/bytes.ts';
import { parse } from '../../src/lib/wire/ids.ts';
import { ModelCatalogue, ModelIndex, type CatalogueModel } from '../../src/lib/wire/models.ts';
import { isSpeechModel, namesIn } from '../../tools/models/archive.ts';
import { download, isSecure } from '../../tools/models/download.ts';
import { addModel, broughtFile, getModel, type FetchingDeps } from '../../tools/models/fetching.ts';
import { progressLine } from '../../tools/models/progress.ts';
import { addTextModel } from '../../tools/models/text-model.ts';
import { openShelf } from '../../tools/models/shelf.ts';
import { must } from '../support/interview.ts';

const TOOL = fileURLToPath(new URL('../../tools/models.ts', import.meta.url));
const WAIT = { interval: 5, timeout: 4_000 };
/** Several processes on a machine that is busy, in milliseconds. */
const PROCESSES_MS = 60_000;
const MODEL = fileURLToPath(new URL('../fixtures/vosk-mini-ja.tar.gz', import.meta.url));
const bytes = readFileSync(MODEL);
const sha256 = createHash('sha256').update(bytes).digest('hex');

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'mensetsu-models-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Gives the file, and goes on where it is asked to. `cut`: breaks the line off twice, each time once so many more bytes are in `into`. */
async function modelServer({ cut = 0, into = '' } = {}): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const url = await serve((request, response) => {
    const range = request.headers.range;
    asked.push(range ?? 'whole');
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    response.writeHead(range ? 206 : 200, { 'Content-Length': bytes.length - from });
    if (!cut || asked.length > 2) return void response.end(bytes.subarray(from));
    response.write(bytes.subarray(from, from + cut));
    void vi
      .waitUntil(() => existsSync(into) && statSync(into).size === from + cut, WAIT)
      .then(() => response.destroy());
  });
  return { url: `${url}/vosk-mini-ja.tar.gz`, asked };
}

/** What the catalogue would say of it, at an address of the test. */
const offered = (url: string, changes: Partial<CatalogueModel['files'][number]> = {}): CatalogueModel => ({
  id: 'mini',
  kind: 'speech',
  language: 'ja',
  name: 'Mini',
  licence: 'Test',
  terms: 'https://example.org/terms',
  files: [{ path: 'vosk-mini-ja.tar.gz', url, bytes: bytes.length, sha256, ...changes }],
});

function workplace(catalogue: readonly CatalogueModel[] = []) {
  const shelf = openShelf(folder());
  const seen: number[] = [];
  const waited: number[] = [];
  const deps: FetchingDeps = {
    shelf,
    ...{ catalogue, fetch, runtimeDir: folder() },
    wait: async (ms) => void waited.push(ms),
    progress: (_file, here) => void seen.push(here),
  };
  const served = (): string[] =>
    readdirSync(shelf.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .toSorted();
  return { shelf, deps, seen, waited, served };
}

test('T3 the list of models is well-formed, and every file has an address, a size and a hash of its own', () => {
  const text = readFileSync(new URL('../../models.json', import.meta.url));
  const { models } = must(parse(ModelCatalogue, jsonOf(text)));
  expect(models.filter(({ kind }) => kind === 'speech').map(({ language }) => language)).toEqual(
    expect.arrayContaining(['ja', 'en']),
  );
  const files = models.flatMap((model) => model.files);
  expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
  expect(new Set(files.map((file) => file.sha256)).size).toBe(files.length);
  // What the language models of the list lack could not be loaded from anywhere else.
  const written = models.filter(({ kind }) => kind === 'text');
  expect(written.length).toBeGreaterThan(0);
  for (const { files: needed } of written)
    expect(needed.map((file) => file.path)).toEqual(
      expect.arrayContaining(['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model_q4.onnx']),
    );
});

describe('fetching (T3)', () => {
  test('T3 a broken line is taken up again where it broke, and what arrives is verified and served', async () => {
    const { shelf, deps, seen, waited } = workplace();
    const { url, asked } = await modelServer({ cut: 100_000, into: shelf.partFile(sha256) });
    const model = await getModel(offered(url), deps);
    expect(asked).toEqual(['whole', 'bytes=100000-', 'bytes=200000-']);
    expect(waited.length).toBe(2);
    expect(seen.at(-1)).toBe(bytes.length);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(readFileSync(shelf.fileOf(model, must(model.files[0]))).equals(bytes)).toBe(true);
    expect(shelf.list()).toEqual([model]);
    const index = parse(ModelIndex, jsonOf(readFileSync(path.join(shelf.folder, 'index.json'))));
    expect(index?.models[0]).toMatchObject({ id: 'mini', language: 'ja', files: [{ sha256, bytes: bytes.length }] });
  });

  test('T3 a server that knows no parts is read from the start', async () => {
    const { shelf, deps } = workplace();
    writeFileSync(shelf.partFile(sha256), Buffer.alloc(1_000, 1));
    const url = await serve((_request, response) => void response.end(bytes));
    await getModel(offered(url), deps);
    expect(shelf.list().length).toBe(1);
  });

  test('T3 another file than expected is thrown away', async () => {
    const { deps, served } = workplace();
    const other = Buffer.from(bytes);
    other[1_000] = (other[1_000] ?? 0) ^ 1;
    const url = await serve((_request, response) => void response.end(other));
    await expect(getModel(offered(url), deps)).rejects.toThrow(/SHA-256 is not/);
    expect(served()).toEqual([]);
  });

  test('T3 more bytes than were said are not read to their end', async () => {
    const { deps, shelf } = workplace();
    const url = await serve((_request, response) => void response.end(Buffer.alloc(2_000_000)));
    await expect(getModel(offered(url), deps)).rejects.toThrow(/more than the file can be/);
    expect(shelf.list()).toEqual([]);
  });

  test('T3 without internet: says which file to bring and where to put it, and takes it from there', async () => {
    const { shelf, deps, waited } = workplace();
    const model = offered('http://127.0.0.1:9/vosk-mini-ja.tar.gz'); // the discard port: nobody listens
    const said = await getModel(model, deps).catch(String);
    const place = broughtFile(shelf, must(model.files[0]));
    for (const part of [
      'cannot be reached',
      must(model.files[0]).url,
      String(bytes.length),
      sha256,
      place,
      'get mini',
    ]) {
      expect(said).toContain(part);
    }
    expect(waited.length).toBe(3);
    writeFileSync(place, bytes.subarray(0, -1));
    await expect(getModel(model, deps)).rejects.toThrow(/not the file that is expected/);
    copyFileSync(MODEL, place);
    await getModel(model, deps);
    expect(shelf.list()[0]?.id).toBe('mini');
    expect(existsSync(place)).toBe(false);
  });

  test('T3 what is not there is said at once; no line is taken up again for it', async () => {
    const { deps, waited } = workplace();
    const url = await serve((_request, response) => void response.writeHead(404).end());
    await expect(getModel(offered(url), deps)).rejects.toThrow(/status 404/);
    expect(waited).toEqual([]);
  });

  test('T3 HTTPS only: neither an address nor where it leads to may be without it', async () => {
    expect(['https://a.example/m', 'http://localhost:1/m', 'http://127.0.0.1/m'].map(isSecure)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['http://a.example/m', 'ftp://a.example/m', 'file:///m', 'm'].map(isSecure)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    const port = new URL(await serve((_request, response) => void response.end(bytes))).port;
    const elsewhere = await serve(
      (_request, response) => void response.writeHead(302, { Location: `http://0.0.0.0:${port}/` }).end(),
    );
    const file = path.join(folder(), 'x');
    const deps = { fetch, wait: async () => undefined, progress: () => undefined };
    await expect(download(elsewhere, file, undefined, deps)).rejects.toMatchObject({ code: 'insecure' });
    await expect(download('http://a.example/m', file, undefined, deps)).rejects.toMatchObject({ code: 'insecure' });
    expect(existsSync(file)).toBe(false);
  });
});

describe('own models (T3)', () => {
  test('T3 a file or an address of the operator, by its hash', async () => {
    const { shelf, deps } = workplace();
    const model = await addModel(MODEL, { language: 'ja', licence: 'ours' }, deps);
    expect(model).toMatchObject({ id: 'own-ja', name: 'vosk-mini-ja', licence: 'ours', files: [{ sha256 }] });
    const { url } = await modelServer();
    await expect(addModel(url, { language: 'ja', sha256: 'f'.repeat(64) }, deps)).rejects.toThrow(sha256);
    const again = await addModel(url, { language: 'ja', id: 'second', name: 'Second', sha256 }, deps);
    expect(again.version).toBe(model.version);
    expect(shelf.list().map(({ id, name }) => [id, name])).toEqual([
      ['own-ja', 'vosk-mini-ja'],
      ['second', 'Second'],
    ]);
    expect(shelf.remove('second')).toBe(true);
    expect(shelf.remove('second')).toBe(false);
    expect(shelf.list().map(({ id }) => id)).toEqual(['own-ja']);
  });

  test('T3 a file of the list is known by its hash, whatever it is called', async () => {
    const { deps } = workplace([offered('https://example.org/m')]);
    expect(await addModel(MODEL, { language: 'en', name: 'mine' }, deps)).toMatchObject({ id: 'mini', language: 'ja' });
  });

  test('T3 what is no Vosk model is not taken', async () => {
    const { deps, served } = workplace();
    const dir = folder();
    const put = (name: string, content: Buffer): string => {
      writeFileSync(path.join(dir, name), content);
      return path.join(dir, name);
    };
    const page = put('page.zip', Buffer.from('<!doctype html><title>404</title>'));
    const cut = put('cut.tar.gz', bytes.subarray(0, 300_000));
    const empty = put('empty.tar.gz', gzipSync(Buffer.alloc(1_024)));
    const tar = gunzipSync(bytes);
    tar.write('xx', tar.indexOf('am/final.mdl')); // no acoustic model any more
    const other = put('other.tar.gz', gzipSync(tar));
    for (const file of [page, cut, empty, other])
      await expect(addModel(file, { language: 'ja' }, deps)).rejects.toThrow();
    await expect(addModel(path.join(dir, 'gone'), { language: 'ja' }, deps)).rejects.toThrow(/no file/);
    expect(served()).toEqual([]);
    expect(isSpeechModel(must(await namesIn(MODEL)))).toBe(true);
  });

  test('T3 the names in a zip archive', async () => {
    const file = path.join(folder(), 'a.zip');
    const names = ['m/am/final.mdl', 'm/conf/model.conf', 'm/README'];
    const heads = names.map((name) => {
      const head = Buffer.alloc(46);
      head.write('PK\x01\x02', 'latin1');
      head.writeUInt16LE(name.length, 28);
      return Buffer.concat([head, Buffer.from(name)]);
    });
    const directory = Buffer.concat(heads);
    const end = Buffer.alloc(22);
    end.write('PK\x05\x06', 'latin1');
    end.writeUInt32LE(directory.length, 12);
    end.writeUInt32LE(4, 16);
    writeFileSync(file, Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), directory, end]));
    expect(await namesIn(file)).toEqual(names);
    expect(isSpeechModel(names)).toBe(true);
    end.writeUInt32LE(directory.length + 999, 12);
    writeFileSync(file, Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), directory, end]));
    expect(await namesIn(file)).toBeUndefined();
  });
});

test('T3 T6 a language model of the list comes with its runtime; after an update that alone is new, and nothing is fetched twice', async () => {
  const { shelf, deps, served } = workplace();
  const asked: string[] = [];
  const url = await serve(({ url: name }, response) => {
    asked.push(name ?? '');
    response.end(`of ${name}`);
  });
  const files = ['config.json', 'onnx/model_q4.onnx'].map((name) => {
    const content = Buffer.from(`of /${name}`);
    const hash = createHash('sha256').update(content).digest('hex');
    return { path: name, url: `${url}/${name}`, bytes: content.length, sha256: hash };
  });
  const { language: _, ...about } = offered('');
  const model: CatalogueModel = { ...about, kind: 'text', files };
  const update = (version: string) => {
    for (const ending of ['mjs', 'wasm'])
      writeFileSync(path.join(deps.runtimeDir, `ort-wasm-simd-threaded.asyncify.${ending}`), `${version} ${ending}`);
  };
  await expect(getModel(model, deps)).rejects.toThrow('There is no file');
  update('old');
  const first = await getModel(model, deps);
  expect(first.files.map((file) => file.path)).toEqual([
    ...['config.json', 'onnx/model_q4.onnx'],
    ...['runtime/ort-wasm-simd-threaded.asyncify.mjs', 'runtime/ort-wasm-simd-threaded.asyncify.wasm'],
  ]);
  update('new');
  const second = await getModel(model, deps);
  expect(asked).toEqual(['/config.json', '/onnx/model_q4.onnx']);
  const contents = second.files.map((file) => readFileSync(shelf.fileOf(second, file), 'utf8'));
  expect(contents).toEqual(['of /config.json', 'of /onnx/model_q4.onnx', 'new mjs', 'new wasm']);
  expect(shelf.list()).toEqual([second]);
  expect(served().length).toBe(5); // with the index
});

test('T3 progress: one line on a terminal, a line for each tenth in a log', () => {
  const out = (isTTY: boolean) => {
    const lines: string[] = [];
    return { lines, isTTY, write: (text: string) => lines.push(text) };
  };
  const log = out(false);
  const say = progressLine(log);
  for (let here = 0; here <= 50_000_000; here += 500_000) say('a', here, 50_000_000);
  expect(log.lines.length).toBe(11);
  expect(log.lines.at(-1)).toBe('  a: 50.0 MB of 50.0 MB, 100 %\n');
  const terminal = out(true);
  let now = 1_000;
  const draw = progressLine(terminal, () => now);
  draw('a', 1, undefined);
  draw('a', 2, undefined); // too soon
  now += 1_000;
  draw('a', 3_000_000, undefined);
  expect(terminal.lines).toEqual(['\r  a: 0.0 MB\u001b[K', '\r  a: 3.0 MB\u001b[K']);
});

test(
  'T3 the command: lists, adds, verifies, and says what is wrong',
  async () => {
    const dir = folder();
    const run = (...args: string[]): Promise<{ code: number; text: string }> =>
      new Promise((resolve) => {
        const env = { ...process.env, MODELS_DIR: dir };
        execFile(process.execPath, [TOOL, ...args], { env }, (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code) : 0, text: stdout + stderr }),
        );
      });
    const [none, unknown, noLanguage] = await Promise.all([run(), run('get', 'klingon'), run('add', MODEL)]);
    expect(none).toMatchObject({
      code: 0,
      text: expect.stringMatching(/vosk-small-ja .*50 MB.*Apache-2.0[^]*None is here yet/),
    });
    expect(unknown).toMatchObject({ code: 1, text: expect.stringContaining('vosk-small-ja') });
    expect(noLanguage).toMatchObject({ code: 1, text: expect.stringContaining('--language') });
    expect(await run('add', MODEL, '--language', 'ja', '--name', 'Mini')).toMatchObject({
      code: 0,
      text: expect.stringContaining(`Mini is in place as own-ja (not stated), SHA-256 ${sha256}`),
    });
    const [model] = openShelf(dir).list();
    writeFileSync(openShelf(dir).fileOf(must(model), must(model?.files[0])), 'spoilt');
    expect(await run('verify')).toMatchObject({ code: 1, text: expect.stringContaining('DAMAGED') });
  },
  PROCESSES_MS,
);

test('T3 T6 a language model of the operator: a folder with what is needed, its runtime beside it; what lacks something is told', async () => {
  const shelf = openShelf(folder());
  const [model, runtimeDir] = [folder(), folder()];
  const add = () => addTextModel(model, { name: 'Mine', licence: 'MIT' }, { shelf, runtimeDir });
  const put = (name: string) => {
    mkdirSync(path.dirname(path.join(model, name)), { recursive: true });
    writeFileSync(path.join(model, name), name);
  };
  await expect(addTextModel(path.join(model, 'no'), {}, { shelf, runtimeDir })).rejects.toThrow('There is no folder');
  for (const name of ['config.json', 'tokenizer.json', 'README.md']) put(name);
  symlinkSync('..', path.join(model, 'up')); // a folder that goes round
  await expect(add()).rejects.toThrow('tokenizer_config.json is missing');
  put('tokenizer_config.json');
  await expect(add()).rejects.toThrow('has no onnx/model.onnx');
  for (const name of ['onnx/model_q4.onnx', 'onnx/model_q4.onnx_data', 'onnx/model_bnb4.onnx']) put(name);
  await expect(add()).rejects.toThrow('There is no file');
  for (const ending of ['mjs', 'wasm'])
    writeFileSync(path.join(runtimeDir, `ort-wasm-simd-threaded.asyncify.${ending}`), ending);
  const added = await add();
  expect(shelf.list()).toEqual([added]);
  expect(added).toMatchObject({ id: 'own-text', kind: 'text', name: 'Mine', licence: 'MIT' });
  expect(added.files.map((file) => file.path)).toEqual([
    ...['config.json', 'onnx/model_q4.onnx', 'onnx/model_q4.onnx_data', 'tokenizer.json', 'tokenizer_config.json'],
    ...['runtime/ort-wasm-simd-threaded.asyncify.mjs', 'runtime/ort-wasm-simd-threaded.asyncify.wasm'],
  ]);
  for (const file of added.files) expect(existsSync(shelf.fileOf(added, file))).toBe(true);
});
