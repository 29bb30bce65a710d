/** A relay of its own process for the tests that watch its memory or its output; settings as JSON in the first argument. */
import { configWith, type RelayConfig } from '../../../relay/config.ts';
import { keepHeapSmall } from '../../../relay/heap.ts';
import { DEFAULT_LIMITS, type Limits } from '../../../relay/limits.ts';
import { createRelay } from '../../../relay/server.ts';

const { limits, ...config } = JSON.parse(process.argv[2] ?? '{}') as Pick<RelayConfig, 'dataDir'> & {
  limits: Partial<Limits>;
};
keepHeapSmall();
const relay = createRelay(configWith({ ...config, limits: { ...DEFAULT_LIMITS, ...limits } }));
const { port } = await relay.listen();
process.send?.({ port });
process.on('message', (question) => {
  if (question !== 'stats') return;
  globalThis.gc?.();
  process.send?.({ stats: relay.stats(), heap: process.memoryUsage().heapUsed, rss: process.memoryUsage.rss() });
});
