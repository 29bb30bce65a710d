/**
 * The models as browsers fetch them (spec T3): the index, and the files that it names, each only as long as it is byte for byte what the index
 * says. Browsers keep a model for good by its address, so one that was altered or damaged on the disk must not go out once. A
 * file is read for this when it is first asked for, and again when its times or its size have changed.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { jsonOf } from '../src/lib/wire/bytes.ts';
import { parse } from '../src/lib/wire/ids.ts';
import { modelFolder, MODEL_INDEX_MAX_BYTES, ModelIndex } from '../src/lib/wire/models.ts';
import { answerError, answerJson } from './answers.ts';
import { openFile, safeName, send } from './files.ts';

const INDEX = '/index.json';

interface Known {
  /** Size and times, by which an altered file is known without reading it. */
  readonly stamp: string;
  readonly isWhole: Promise<boolean>;
}

export class ModelFiles {
  readonly root: string;
  readonly #known = new Map<string, Known>();
  #index: { readonly stamp: string; readonly hashes: ReadonlyMap<string, string> } | undefined;

  constructor(root: string) {
    this.root = root;
  }

  /** Whether `name` (`/ID/VERSION/FILE`) is a file of a model, and still the one that was put there. */
  async isWhole(name: string): Promise<boolean> {
    const expected = (await this.#hashes()).get(name);
    const file = join(this.root, name);
    const stamp = expected === undefined ? undefined : await stampOf(file);
    if (expected === undefined || stamp === undefined) return false;
    const known = this.#known.get(name);
    if (known?.stamp === stamp) return known.isWhole;
    const isWhole = hashOf(file).then((hash) => hash === expected);
    this.#known.set(name, { stamp, isWhole });
    return isWhole;
  }

  /** The hash that each file should have, by its name. What is no longer in the index is forgotten. */
  async #hashes(): Promise<ReadonlyMap<string, string>> {
    const file = join(this.root, INDEX);
    const stamp = (await stampOf(file)) ?? 'none';
    if (this.#index?.stamp === stamp) return this.#index.hashes;
    const hashes = new Map<string, string>();
    const bytes = await readFile(file).catch(() => undefined);
    const index = bytes && bytes.length <= MODEL_INDEX_MAX_BYTES ? parse(ModelIndex, jsonOf(bytes)) : undefined;
    for (const model of index?.models ?? [])
      for (const { path, sha256 } of model.files) hashes.set(`/${modelFolder(model)}/${path}`, sha256);
    for (const name of this.#known.keys()) if (!hashes.has(name)) this.#known.delete(name);
    this.#index = { stamp, hashes };
    return hashes;
  }
}

/** With the time of the last change of the file itself (ctime), which nobody sets back. */
const stampOf = (file: string): Promise<string | undefined> =>
  stat(file).then(
    ({ size, mtimeMs, ctimeMs, ino }) => `${size} ${mtimeMs} ${ctimeMs} ${ino}`,
    () => undefined,
  );

/** SHA-256 in hex; undefined where it cannot be read. */
async function hashOf(file: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}

/** Serves a model's file, or the index of the models. `path` is the part of the request's path after `/models`. */
export async function serveModel(
  models: ModelFiles | undefined,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return answerError(response, 405);
  const name = safeName(path);
  const isIndex = name === INDEX;
  const found =
    models && name !== undefined && (isIndex || (await models.isWhole(name)))
      ? await openFile(join(models.root, name), undefined)
      : undefined;
  // Every host's browser asks, and would log a miss as an error.
  if (!found && isIndex) return answerJson(response, 200, { models: [] });
  if (!found || name === undefined) return answerError(response, 404);
  return send(name, found, !isIndex, request, response);
}
