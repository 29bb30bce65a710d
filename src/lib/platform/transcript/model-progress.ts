/** Vosk's worker fetches its model without a word: here what comes is counted, and the page is told. For the worker only. */
import type { SpeechWorkerMessage } from '../../wire/speech.ts';

/** How often the page is told, in milliseconds. */
const PACE_MS = 200;
const MODELS = '/models/';

const plainFetch = self.fetch.bind(self);

function counted(response: Response): Response {
  if (!response.ok || !response.body) return response;
  const of = Number(response.headers.get('content-length'));
  let here = 0;
  let told = 0;
  const tell = (): void => {
    told = performance.now();
    const message: SpeechWorkerMessage = { event: 'progress', here, ...(of > 0 && { of }) };
    postMessage(message);
  };
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      here += piece.byteLength;
      if (performance.now() - told > PACE_MS) tell();
      controller.enqueue(piece);
    },
    flush: tell,
  });
  const { status, headers } = response;
  return new Response(response.body.pipeThrough(count), { status, headers });
}

self.fetch = async (input, init) => {
  const response = await plainFetch(input, init);
  return new URL(response.url).pathname.startsWith(MODELS) ? counted(response) : response;
};
