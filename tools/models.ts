/**
 * `npm run models`: the models for transcripts and summaries that this installation serves (spec T3): lists, fetches, verifies, adds the operator's
 * own, removes. They lie in MODELS_DIR (`models/`); the relay looks there at every request and needs no restart.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { jsonOf } from '../src/lib/wire/bytes.ts';
import { parse } from '../src/lib/wire/ids.ts';
import {
  ModelCatalogue,
  ModelId,
  ModelLanguage,
  type CatalogueModel,
  type InstalledModel,
} from '../src/lib/wire/models.ts';
import { projectRoot } from './fresh-build.ts';
import { addModel, getModel, ModelProblem, type FetchingDeps } from './models/fetching.ts';
import { addTextModel } from './models/text-model.ts';
import { progressLine } from './models/progress.ts';
import { hashFile, openShelf, type Shelf } from './models/shelf.ts';

const USAGE = `Usage: npm run models [-- COMMAND]

  list                          what can be had and what is here (also without a command)
  get ID|LANGUAGE...            fetches models of the list over HTTPS, and verifies them; goes on where it was broken off
  add FILE|URL --language LANG  a Vosk model of your own (.tar.gz or .zip); [--name NAME] [--id ID] [--licence TEXT] [--sha256 HEX]
  add FOLDER --text             a language model of your own, as transformers.js loads it; [--name NAME] [--id ID] [--licence TEXT]
  verify                        reads everything that is here again and compares it with its SHA-256
  remove ID                     takes a model away`;

/** `models.json`, or what MODELS_CATALOGUE names. */
function readCatalogue(env: NodeJS.ProcessEnv): readonly CatalogueModel[] {
  const file = path.resolve(projectRoot, env['MODELS_CATALOGUE'] || 'models.json');
  const catalogue = parse(ModelCatalogue, jsonOf(readFileSync(file)));
  if (!catalogue) throw new ModelProblem(`${file} is no list of models.`);
  return catalogue.models;
}

const MEGABYTE = 1_000_000;
const size = (bytes: number): string => `${(bytes / MEGABYTE).toFixed(bytes < 10 * MEGABYTE ? 1 : 0)} MB`;
const sizeOfAll = (files: readonly { bytes: number }[]): string =>
  size(files.reduce((sum, { bytes }) => sum + bytes, 0));

function list(catalogue: readonly CatalogueModel[], shelf: Shelf): string {
  const here = shelf.list();
  const line = (model: Omit<InstalledModel, 'version'>, mark: string): string =>
    `  ${mark}  ${model.id.padEnd(16)} ${(model.language ?? '').padEnd(4)} ${sizeOfAll(model.files).padStart(8)}  ${model.name} (${model.licence})`;
  const isHere = (id: string): boolean => here.some((model) => model.id === id);
  const offered = catalogue.map(
    (model) => line(model, isHere(model.id) ? 'here' : '   -') + (model.note ? `\n        ${model.note}` : ''),
  );
  const own = here.filter(({ id }) => !catalogue.some((model) => model.id === id)).map((model) => line(model, 'here'));
  return [
    'Models for transcripts (ja, en) and summaries:',
    ...offered,
    ...own,
    '',
    here.length === 0 ? 'None is here yet: calls work, without a transcript.' : `Served from ${shelf.folder}`,
    'To fetch one: npm run models -- get ja        All commands: npm run models -- --help',
  ].join('\n');
}

function chosen(catalogue: readonly CatalogueModel[], word: string): CatalogueModel {
  const model =
    catalogue.find(({ id }) => id === word) ??
    catalogue.find(({ kind, language }) => kind === 'speech' && language === word);
  if (model) return model;
  throw new ModelProblem(`"${word}" is no model of the list: ${catalogue.map(({ id }) => id).join(', ')}.`);
}

async function verify(shelf: Shelf): Promise<string> {
  const lines: string[] = [];
  for (const model of shelf.list()) {
    for (const file of model.files) {
      const found = await hashFile(shelf.fileOf(model, file)).catch(() => undefined);
      if (found === file.sha256) lines.push(`  whole    ${model.id}  ${file.path}`);
      else {
        lines.push(
          `  ${found === undefined ? 'missing' : 'DAMAGED'}  ${model.id}  ${file.path}: fetch or add it again`,
        );
        process.exitCode = 1;
      }
    }
  }
  return lines.length === 0 ? 'No model is here.' : lines.join('\n');
}

function fail(error: unknown): void {
  const isArguments = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (!(error instanceof ModelProblem) && !isArguments) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** Before a broken download is taken up again: nobody is left before a still screen. */
async function pauseAloud(ms: number): Promise<void> {
  console.error(`No answer, or the line broke. Again in ${ms / 1000} s`);
  await wait(ms);
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const options = {
    language: text,
    name: text,
    id: text,
    licence: text,
    sha256: text,
    text: { type: 'boolean' },
    help: { type: 'boolean' },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [command = 'list', ...words] = positionals;
  if (values.help) return console.log(USAGE);
  const catalogue = readCatalogue(process.env);
  const shelf = openShelf(path.resolve(projectRoot, process.env['MODELS_DIR'] || 'models'));
  const progress = progressLine(process.stderr);
  const runtimeDir = path.join(projectRoot, 'node_modules/onnxruntime-web/dist');
  const deps: FetchingDeps = { shelf, catalogue, runtimeDir, fetch, wait: pauseAloud, progress };
  if (command === 'list') return console.log(list(catalogue, shelf));
  if (command === 'verify') return console.log(await verify(shelf));
  if (command === 'get' && words.length > 0) {
    for (const model of words.map((word) => chosen(catalogue, word))) {
      console.log(`${model.name}, ${sizeOfAll(model.files)}, licence: ${model.licence} (${model.terms})`);
      try {
        const { files } = await getModel(model, deps);
        console.log(
          `  verified and in place: ${files.map((file) => `${file.path}, SHA-256 ${file.sha256}`).join('; ')}`,
        );
      } catch (error) {
        // Of all that were asked for it is said what to bring.
        fail(error);
      }
    }
    return;
  }
  if (command === 'add' && words.length === 1 && values.text) {
    const id = parse(ModelId, values.id);
    if (values.id !== undefined && !id) throw new ModelProblem('--id: small letters, digits, dots and hyphens only.');
    const model = await addTextModel(path.resolve(words[0] ?? ''), { ...values, id }, { shelf, runtimeDir });
    return console.log(`${model.name} is in place as ${model.id} (${model.licence}), ${sizeOfAll(model.files)}.`);
  }
  if (command === 'add' && words.length === 1) {
    const language = parse(ModelLanguage, values.language);
    const id = parse(ModelId, values.id);
    if (!language)
      throw new ModelProblem('--language is needed: which language the model understands, such as ja or en.');
    if (values.id !== undefined && !id) throw new ModelProblem('--id: small letters, digits, dots and hyphens only.');
    const model = await addModel(words[0] ?? '', { ...values, language, id }, deps);
    return console.log(
      `${model.name} is in place as ${model.id} (${model.licence}), SHA-256 ${model.files[0]?.sha256 ?? ''}.`,
    );
  }
  if (command === 'remove' && words.length === 1) {
    if (!shelf.remove(words[0] ?? '')) throw new ModelProblem(`No model ${words[0]} is here.`);
    return console.log(`${words[0]} is gone. Browsers that have kept it forget it by 「容量を空ける」.`);
  }
  console.log(USAGE);
  process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  fail(error);
}
