/**
 * The models of this installation on disk: `models/ID/VERSION/FILE` and the index that browsers read. The index is replaced in
 * one step and names only what is there whole, so that a relay that serves the folder meanwhile never shows half a model.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { jsonOf } from '../../src/lib/wire/bytes.ts';
import { parse } from '../../src/lib/wire/ids.ts';
import { modelFolder, ModelIndex, type InstalledModel, type ModelFile } from '../../src/lib/wire/models.ts';

export const INDEX_FILE = 'index.json';
/** Hidden: what is under way is not served. */
const UNDER_WAY = '.under-way';

export interface Shelf {
  readonly folder: string;
  /** What is under way, by the hash of what it will be. */
  partFile(sha256: string): string;
  list(): readonly InstalledModel[];
  /** Moves whole, verified files in and names the model in the index; an earlier one of the same id goes. */
  put(model: Omit<InstalledModel, 'version'>, files: readonly string[]): InstalledModel;
  /** False where there is none of this id. */
  remove(id: string): boolean;
  fileOf(model: InstalledModel, file: ModelFile): string;
}

/** SHA-256 of a file, in hex. `seen` is told of the bytes that were read. */
export async function hashFile(file: string, seen: (bytes: number) => void = () => undefined): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) {
    hash.update(piece as Buffer);
    seen((piece as Buffer).length);
  }
  return hash.digest('hex');
}

/** Size of a file in bytes; 0 where there is none. */
export const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

/** The same files give the same version. */
export const versionOf = (files: readonly ModelFile[]): string =>
  createHash('sha256')
    .update(files.map(({ path: name, sha256 }) => `${name} ${sha256}\n`).join(''))
    .digest('hex')
    .slice(0, 16);

export function openShelf(folder: string): Shelf {
  const indexFile = path.join(folder, INDEX_FILE);
  const read = (): readonly InstalledModel[] =>
    existsSync(indexFile) ? (parse(ModelIndex, jsonOf(readFileSync(indexFile)))?.models ?? []) : [];
  const write = (models: readonly InstalledModel[]): void => {
    const next = `${indexFile}.next`;
    writeFileSync(next, `${JSON.stringify({ models }, null, 2)}\n`);
    renameSync(next, indexFile);
  };
  const underWay = path.join(folder, UNDER_WAY);
  const fileOf: Shelf['fileOf'] = (model, { path: name }) => path.join(folder, modelFolder(model), name);

  return {
    folder,
    partFile(sha256) {
      mkdirSync(underWay, { recursive: true });
      return path.join(underWay, `${sha256}.part`);
    },
    list: read,
    put(given, files) {
      const model: InstalledModel = { ...given, version: versionOf(given.files) };
      model.files.forEach((file, index) => {
        const from = files[index];
        if (from === undefined) throw new Error('a file of the model is missing');
        const to = fileOf(model, file);
        mkdirSync(path.dirname(to), { recursive: true });
        renameSync(from, to);
      });
      const others = read().filter(({ id }) => id !== model.id);
      const before = read().find(({ id }) => id === model.id);
      write([...others, model]);
      if (before && before.version !== model.version) {
        rmSync(path.join(folder, modelFolder(before)), { recursive: true, force: true });
      }
      return model;
    },
    remove(id) {
      const models = read();
      if (!models.some((model) => model.id === id)) return false;
      write(models.filter((model) => model.id !== id));
      rmSync(path.join(folder, id), { recursive: true, force: true });
      return true;
    },
    fileOf,
  };
}
