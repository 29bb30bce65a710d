/** What the server says of its installation: see wire/installation.ts. */
import { jsonOf } from '../wire/bytes.ts';
import { parse } from '../wire/ids.ts';
import { Installation } from '../wire/installation.ts';

const ANSWER_MAX_CHARS = 20_000;

/** Undefined where the server does not answer, or not as expected. Never rejects. */
export async function readInstallation(): Promise<Installation | undefined> {
  try {
    const response = await fetch('/api/installation', { cache: 'no-store' });
    const text = response.ok ? await response.text() : '';
    return text.length > ANSWER_MAX_CHARS ? undefined : parse(Installation, jsonOf(text));
  } catch {
    return undefined;
  }
}
