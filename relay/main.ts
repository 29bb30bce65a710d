/** `node relay/main.ts`: one relay, set up by environment variables (see config.ts), until SIGINT or SIGTERM. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, configFrom } from './config.ts';
import { keepHeapSmall } from './heap.ts';
import { log } from './log.ts';
import { SecretError } from './secret.ts';
import { createRelay } from './server.ts';

keepHeapSmall();

process.on('uncaughtException', (error) => {
  // Without its message, which may hold what a client sent.
  const where = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  log(`ended by a fault: ${error instanceof Error ? error.name : 'unknown'}\n${where.join('\n')}`);
  process.exit(1);
});

try {
  const config = configFrom(process.env, join(import.meta.dirname, '..'));
  const relay = createRelay(config);
  const { url } = await relay.listen();
  const hasPage = config.staticDir !== undefined && existsSync(join(config.staticDir, 'index.html'));
  if (!hasPage) log('no built client to serve: npm run build makes it');
  log(`listening, ${url}`);

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    const { connections, rooms } = relay.stats();
    log(`shutting down, ${connections} connections in ${rooms} rooms are told to come back`);
    await relay.close();
    log('ended');
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
} catch (error) {
  const isSetting = error instanceof ConfigError || error instanceof SecretError;
  const isBusy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (!isSetting && !isBusy) throw error;
  log(isBusy ? 'cannot start: the port is in use. Set PORT to another one.' : `cannot start: ${error.message}`);
  process.exitCode = 2;
}
