/**
 * Models that an installation serves (spec T3): what can be had (`models.json`, for `npm run models`) and what is there
 * (`/models/index.json`, written by it and read by browsers). A model's files stand under its version, which is made of their
 * hashes: an address never changes its content, so that a browser may keep it for good.
 */
import * as v from 'valibot';

/** Largest index that is read, in bytes. */
export const MODEL_INDEX_MAX_BYTES = 256 * 1024;
const MODELS_MAX = 64;
const FILES_MAX = 64;
/** Largest file of a model, in bytes: far above any that a browser can load. */
export const MODEL_FILE_MAX_BYTES = 8 * 1024 ** 3;

const HttpsUrl = v.pipe(v.string(), v.maxLength(1_000), v.url(), v.startsWith('https://'));
/** Relative, in plain characters, no part of it hidden. */
const FilePath = v.pipe(v.string(), v.maxLength(200), v.regex(/^[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*)*$/));
export const Sha256Hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const fileFields = {
  path: FilePath,
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MODEL_FILE_MAX_BYTES)),
  sha256: Sha256Hex,
};
export const ModelFile = v.object(fileFields);
export type ModelFile = v.InferOutput<typeof ModelFile>;

/** Speech: writes down what is said in one language (Vosk). Text: writes summaries (transformers.js). */
export const ModelKind = v.picklist(['speech', 'text']);
export type ModelKind = v.InferOutput<typeof ModelKind>;

/** BCP 47, the language alone: `ja`. */
export const ModelLanguage = v.pipe(v.string(), v.regex(/^[a-z]{2,3}$/));
export const ModelId = v.pipe(v.string(), v.maxLength(64), v.regex(/^[a-z0-9][a-z0-9.-]*$/));

const about = {
  id: ModelId,
  kind: ModelKind,
  /** Speech only. */
  language: v.optional(ModelLanguage),
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  licence: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
};

export const InstalledModel = v.object({
  ...about,
  version: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  files: v.pipe(v.array(ModelFile), v.minLength(1), v.maxLength(FILES_MAX)),
});
export type InstalledModel = v.InferOutput<typeof InstalledModel>;

export const ModelIndex = v.object({ models: v.pipe(v.array(InstalledModel), v.maxLength(MODELS_MAX)) });
export type ModelIndex = v.InferOutput<typeof ModelIndex>;

export const CatalogueModel = v.strictObject({
  ...about,
  /** Where the licence can be read. */
  terms: HttpsUrl,
  /** What a self-hoster should know before choosing it. */
  note: v.optional(v.pipe(v.string(), v.maxLength(500))),
  files: v.pipe(v.array(v.strictObject({ ...fileFields, url: HttpsUrl })), v.minLength(1), v.maxLength(FILES_MAX)),
});
export type CatalogueModel = v.InferOutput<typeof CatalogueModel>;

export const ModelCatalogue = v.strictObject({
  models: v.pipe(v.array(CatalogueModel), v.maxLength(MODELS_MAX)),
});
export type ModelCatalogue = v.InferOutput<typeof ModelCatalogue>;

/** The folder of a model's files, below `/models/`. */
export const modelFolder = ({ id, version }: Pick<InstalledModel, 'id' | 'version'>): string => `${id}/${version}`;
/** The address of one of its files, on the installation's own server. */
export const modelUrl = (model: Pick<InstalledModel, 'id' | 'version'>, { path }: Pick<ModelFile, 'path'>): string =>
  `/models/${modelFolder(model)}/${path}`;
