/** The worker of the virtual background: loads the model, then serves runs. The relay sends it with a policy of its own (relay/headers.ts). */
import { BackdropPageMessage, type BackdropWorkerMessage } from '../../../../wire/backdrop.ts';
import { parse } from '../../../../wire/ids.ts';
import { createWorkerRun, type WorkerRun } from './run.ts';
import { openSegmenter } from './segmenter.ts';

const post = (message: BackdropWorkerMessage, transfer: Transferable[] = []): void =>
  postMessage(message, { transfer });
const runs = new Map<number, WorkerRun>();

// MediaPipe's library tells the console, as errors too, how it starts. Nothing of ours writes there.
const silent = (): void => undefined;
Object.assign(console, { log: silent, info: silent, warn: silent, error: silent });

try {
  const segmenter = await openSegmenter();
  addEventListener('message', ({ data }) => {
    const message = parse(BackdropPageMessage, data);
    if (!message) return;
    if (message.t !== 'run') return runs.get(message.run)?.handle(message);
    const { run } = message;
    runs.set(run, createWorkerRun({ segmenter, start: message, post, onOver: () => void runs.delete(run) }));
  });
  post({ t: 'loaded' });
} catch {
  post({ t: 'failed' });
}
