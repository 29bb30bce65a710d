/** How a model comes onto the shelf: of the catalogue, over HTTPS or from a file that somebody brought; or the operator's own. */
import { existsSync } from 'node:fs';
import { copyFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { parse } from '../../src/lib/wire/ids.ts';
import { ModelFile, type CatalogueModel, type InstalledModel } from '../../src/lib/wire/models.ts';
import { isSpeechModel, namesIn } from './archive.ts';
import { download, DownloadError, type DownloadDeps } from './download.ts';
import { ModelProblem } from './problem.ts';
import { hashFile, sizeOf, type Shelf } from './shelf.ts';
import { runtimeOf } from './text-model.ts';

export { ModelProblem };

export interface FetchingDeps extends Omit<DownloadDeps, 'progress'> {
  readonly shelf: Shelf;
  readonly catalogue: readonly CatalogueModel[];
  /** Where what computes language models in a browser lies (onnxruntime-web/dist). */
  readonly runtimeDir: string;
  /** Of one file, as it comes; `of` is unknown until the server says so. */
  progress(file: string, here: number, of: number | undefined): void;
}

export interface OwnModel {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly language: string;
  readonly licence?: string | undefined;
  /** What the file has to be, in hex. */
  readonly sha256?: string | undefined;
}

const isWhole = async (file: string, { bytes, sha256 }: ModelFile): Promise<boolean> =>
  (await sizeOf(file)) === bytes && (await hashFile(file)) === sha256;

async function expectSpeechModel(file: string, name: string): Promise<void> {
  const names = await namesIn(file);
  if (!names) throw new ModelProblem(`${name} is no whole .tar.gz or .zip archive.`);
  if (!isSpeechModel(names)) {
    throw new ModelProblem(
      `${name} is no Vosk model: one folder with am/final.mdl and conf/model.conf in it is expected.`,
    );
  }
}

/** Where a file may be put by hand, for a machine without a line to the internet. */
export const broughtFile = (shelf: Shelf, file: Pick<ModelFile, 'path'>): string =>
  path.join(shelf.folder, path.basename(file.path));

function bring(model: CatalogueModel, shelf: Shelf, fault: DownloadError, came: boolean): ModelProblem {
  const why = {
    offline: `The server cannot be reached${fault.status === undefined ? '' : ` (status ${fault.status})`}.`,
    refused: `The server does not give the file (status ${fault.status}).`,
    insecure: 'The server would send it without HTTPS.',
    'too-large': 'The server sends more than the file can be.',
  }[fault.code];
  const files = model.files.map(
    (file) => `  ${file.url}\n    ${file.bytes} bytes, SHA-256 ${file.sha256}\n    to: ${broughtFile(shelf, file)}`,
  );
  return new ModelProblem(
    `${why}${came ? ' What came is kept, and the same command goes on with it.' : ''}\n\n` +
      `Without internet here: fetch on another machine, and put it to this place:\n${files.join('\n')}\n\n` +
      `Then, again: npm run models -- get ${model.id}`,
  );
}

/** What is on the shelf already, such as all but the runtime after an update, is not fetched again. */
async function copyFromShelf(file: ModelFile, part: string, shelf: Shelf): Promise<void> {
  for (const model of shelf.list()) {
    const same = model.files.find(({ sha256 }) => sha256 === file.sha256);
    if (!same || !(await isWhole(shelf.fileOf(model, same), file))) continue;
    return copyFile(shelf.fileOf(model, same), part);
  }
}

/** Puts a model of the catalogue onto the shelf; a language model with its runtime. Throws ModelProblem. */
export async function getModel(model: CatalogueModel, deps: FetchingDeps): Promise<InstalledModel> {
  const { shelf } = deps;
  const parts: string[] = [];
  for (const file of model.files) {
    const part = shelf.partFile(file.sha256);
    const brought = broughtFile(shelf, file);
    if (existsSync(brought)) {
      if (!(await isWhole(brought, file))) {
        throw new ModelProblem(
          `${brought} is not the file that is expected: that has ${file.bytes} bytes and the SHA-256 ${file.sha256}; ` +
            `this has ${await sizeOf(brought)} bytes and ${await hashFile(brought)}. Bring it again, or take it away to have it fetched.`,
        );
      }
      await rename(brought, part);
    } else await copyFromShelf(file, part, shelf);
    try {
      await download(file.url, part, file.bytes, {
        ...deps,
        progress: (here, of) => deps.progress(file.path, here, of),
      });
    } catch (error) {
      throw error instanceof DownloadError ? bring(model, shelf, error, (await sizeOf(part)) > 0) : error;
    }
    if (!(await isWhole(part, file))) {
      await rm(part, { force: true });
      throw new ModelProblem(
        `${file.url} gave another file than expected: its SHA-256 is not ${file.sha256}. It was thrown away; nothing was installed.`,
      );
    }
    if (model.kind === 'speech') await expectSpeechModel(part, file.path);
    parts.push(part);
  }
  const runtime = model.kind === 'text' ? await runtimeOf(deps.runtimeDir, shelf) : [];
  const about = installed(model);
  return shelf.put({ ...about, files: [...about.files, ...runtime.map(({ file }) => file)] }, [
    ...parts,
    ...runtime.map(({ part }) => part),
  ]);
}

const installed = ({ id, kind, language, name, licence, files }: CatalogueModel): Omit<InstalledModel, 'version'> => ({
  ...{ id, kind, name, licence, ...(language !== undefined && { language }) },
  files: files.map(({ path: place, bytes, sha256 }) => ({ path: place, bytes, sha256 })),
});

/** A name that every server and browser takes. */
const plainName = (name: string): string => name.replace(/[^\w.-]+/g, '-').replace(/^[^A-Za-z0-9_]+/, '') || 'model';
const isUrl = (source: string): boolean => /^https?:\/\//i.test(source);

/** Puts the operator's own speech model onto the shelf: a file, or an HTTPS address. One of the catalogue is known by its hash. Throws ModelProblem. */
export async function addModel(source: string, own: OwnModel, deps: FetchingDeps): Promise<InstalledModel> {
  const { shelf } = deps;
  const name = plainName(path.basename(isUrl(source) ? new URL(source).pathname : source));
  // Named by its address until its hash is known, so that a broken download is gone on with.
  const part = shelf.partFile(plainName(source).slice(-120));
  if (isUrl(source)) {
    try {
      await download(source, part, undefined, { ...deps, progress: (here, of) => deps.progress(name, here, of) });
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      throw new ModelProblem(
        error.code === 'insecure'
          ? 'Models are fetched over HTTPS only.'
          : `${source} cannot be fetched${error.status === undefined ? '' : ` (status ${error.status})`}.${error.code === 'offline' ? ' The same command goes on with what came.' : ''}`,
      );
    }
  } else {
    if ((await sizeOf(source)) === 0) throw new ModelProblem(`There is no file ${source}.`);
    await copyFile(source, part);
  }
  const sha256 = await hashFile(part);
  if (own.sha256 !== undefined && own.sha256.toLowerCase() !== sha256) {
    await rm(part, { force: true });
    throw new ModelProblem(`Its SHA-256 is ${sha256}, not ${own.sha256}. It was thrown away; nothing was installed.`);
  }
  const known = deps.catalogue.find(({ files }) => files.length === 1 && files[0]?.sha256 === sha256);
  if (known) return shelf.put(installed(known), [part]);
  try {
    await expectSpeechModel(part, name);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  const file = parse(ModelFile, { path: name, bytes: await sizeOf(part), sha256 });
  if (!file) throw new ModelProblem(`${name} cannot be served: too large, or its name too long.`);
  const title = own.name ?? name.replace(/\.(tar\.gz|tgz|zip)$/, '');
  const id = own.id ?? `own-${own.language}`;
  return shelf.put(
    { id, kind: 'speech', language: own.language, name: title, licence: own.licence ?? 'not stated', files: [file] },
    [part],
  );
}
