/** Which models this installation serves. */
import { jsonOf } from '../../wire/bytes.ts';
import { parse } from '../../wire/ids.ts';
import { MODEL_INDEX_MAX_BYTES, ModelIndex, type InstalledModel } from '../../wire/models.ts';

/** None where the server has none, or cannot say. Rejects where the server cannot be reached. */
export async function installedModels(): Promise<readonly InstalledModel[]> {
  const response = await fetch('/models/index.json');
  if (!response.ok) return [];
  const text = await response.text();
  return text.length > MODEL_INDEX_MAX_BYTES ? [] : (parse(ModelIndex, jsonOf(text))?.models ?? []);
}

/** The model that writes down this language. */
export const speechModel = async (language: string): Promise<InstalledModel | undefined> =>
  (await installedModels()).find((model) => model.kind === 'speech' && model.language === language);

/** The model that writes summaries, where there is one. */
export const textModel = async (): Promise<InstalledModel | undefined> =>
  (await installedModels()).find(({ kind }) => kind === 'text');
