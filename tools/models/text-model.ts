/**
 * The operator's own language model (T3, T6): a folder as transformers.js loads it (config.json, tokenizer.json, onnx/model*.onnx). The runtime that any
 * language model needs in browsers is put beside it, from the package that this version of the client was built with.
 */
import { copyFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { parse } from '../../src/lib/wire/ids.ts';
import { ModelFile, type InstalledModel } from '../../src/lib/wire/models.ts';
import { ModelProblem } from './problem.ts';
import { hashFile, sizeOf, type Shelf } from './shelf.ts';

const NEEDED = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
const WEIGHTS = /^onnx\/model(_q4|_q4f16|_fp16)?\.onnx(_data(_\d+)?)?$/;
const OTHERS = /^(generation_config|special_tokens_map|added_tokens)\.json$/;
const RUNTIME = 'ort-wasm-simd-threaded.asyncify';

export interface TextModelWords {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly licence?: string | undefined;
}

/** Of the files in a folder and in its folders, but no deeper: a model's lie so, and another folder may hold anything. */
async function namesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (!entries) throw new ModelProblem(`There is no folder ${folder}.`);
  const below = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => {
        const inner = await readdir(path.join(folder, name)).catch(() => []);
        return inner.map((file) => `${name}/${file}`);
      }),
  );
  return [...entries.map(({ name }) => name), ...below.flat()].toSorted();
}

export interface Placed {
  readonly file: ModelFile;
  /** Where it lies, for the shelf to take. */
  readonly part: string;
}

async function place(shelf: Shelf, name: string, from: string): Promise<Placed> {
  if ((await sizeOf(from)) === 0) throw new ModelProblem(`There is no file ${from}.`);
  const sha256 = await hashFile(from);
  const part = shelf.partFile(sha256);
  await copyFile(from, part);
  const file = parse(ModelFile, { path: name, bytes: await sizeOf(part), sha256 });
  if (!file)
    throw new ModelProblem(`${name} cannot be served: too large, or its name has other signs than a server takes.`);
  return { file, part };
}

/** What computes a language model in a browser. `runtimeDir`: where its files are (onnxruntime-web/dist). Throws ModelProblem. */
export async function runtimeOf(runtimeDir: string, shelf: Shelf): Promise<readonly Placed[]> {
  const placed: Placed[] = [];
  for (const ending of ['.mjs', '.wasm'])
    placed.push(await place(shelf, `runtime/${RUNTIME}${ending}`, path.join(runtimeDir, RUNTIME + ending)));
  return placed;
}

/** `runtimeDir`: as of `runtimeOf`. Throws ModelProblem. */
export async function addTextModel(
  folder: string,
  words: TextModelWords,
  deps: { readonly shelf: Shelf; readonly runtimeDir: string; progress?(file: string): void },
): Promise<InstalledModel> {
  const { shelf } = deps;
  const found = await namesUnder(folder);
  const missing = NEEDED.filter((name) => !found.includes(name));
  if (missing.length > 0) throw new ModelProblem(`${folder} is no language model: ${missing.join(', ')} is missing.`);
  const names = found.filter((name) => NEEDED.includes(name) || WEIGHTS.test(name) || OTHERS.test(name));
  if (!names.some((name) => WEIGHTS.test(name)))
    throw new ModelProblem(`${folder} has no onnx/model.onnx, model_q4.onnx, model_q4f16.onnx or model_fp16.onnx.`);
  const placed: Placed[] = [];
  for (const name of names) {
    deps.progress?.(name);
    placed.push(await place(shelf, name, path.join(folder, name)));
  }
  placed.push(...(await runtimeOf(deps.runtimeDir, shelf)));
  const title = words.name ?? path.basename(path.resolve(folder));
  return shelf.put(
    {
      ...{ id: words.id ?? 'own-text', kind: 'text', name: title, licence: words.licence ?? 'not stated' },
      files: placed.map(({ file }) => file),
    },
    placed.map(({ part }) => part),
  );
}
