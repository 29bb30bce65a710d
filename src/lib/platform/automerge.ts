/**
 * Brings Automerge into the page: 1.1 MB of wasm (gzip) that nobody should wait for before the call. Import this file, and
 * core/documents, with `import()` only.
 */
import { initializeWasm } from '@automerge/automerge/slim';
import wasmUrl from '@automerge/automerge/automerge.wasm?url';

/** Resolves when core/documents may be used. Calling it again while the page lives is safe and cheap. */
export async function loadAutomerge(): Promise<void> {
  await initializeWasm(wasmUrl);
}
