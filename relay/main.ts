/** `node relay/main.ts`: one relay, set up by environment variables (see config.ts), until SIGINT or SIGTERM. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, configFrom } from './config.ts';
import { keepHeapSmall } from './heap.ts';
import { createLog, formatOf } from './log.ts';
import { SecretError } from './secret.ts';
import { createRelay } from './server.ts';

keepHeapSmall();
const log = createLog(formatOf(process.env['LOG_FORMAT']), (line) => console.log(line), Date.now);

process.on('uncaughtException', (error) => {
  // Without its message, which may hold what a client sent.
  const where = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  log('fault', `ended by a fault: ${error instanceof Error ? error.name : 'unknown'}\n${where.join('\n')}`);
  process.exit(1);
});

try {
  const config = configFrom(process.env, join(import.meta.dirname, '..'));
  const relay = createRelay(config);
  const { url, operatorPort } = await relay.listen();
  const hasPage = config.staticDir !== undefined && existsSync(join(config.staticDir, 'index.html'));
  if (!hasPage) log('no-client', 'no built client to serve: npm run build makes it');
  if (operatorPort !== undefined) log('operator', `figures for the operator on port ${operatorPort}`);
  log('listening', `listening, ${url}`);

  let isDraining = false;
  let isStopping = false;
  let draining: ReturnType<typeof setTimeout> | undefined;
  const end = async (): Promise<void> => {
    clearTimeout(draining);
    if (isStopping) return;
    isStopping = true;
    const { connections, rooms } = relay.stats();
    const message = `shutting down, ${connections} connections in ${rooms} rooms are told to come back`;
    log('stopping', message, { connections, rooms });
    await relay.close();
    log('ended', 'ended');
  };
  /** First the proxy sees that this relay drains, then the clients are sent to another; asked twice, it ends at once. */
  const stop = async (): Promise<void> => {
    if (isDraining || config.drainMs === 0) return end();
    isDraining = true;
    relay.drain();
    log('draining', `draining for ${config.drainMs / 1000} s`, { seconds: config.drainMs / 1000 });
    draining = setTimeout(() => void end(), config.drainMs);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
} catch (error) {
  const isSetting = error instanceof ConfigError || error instanceof SecretError;
  const isBusy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (!isSetting && !isBusy) throw error;
  log(
    'refused',
    isBusy ? 'cannot start: the port is in use. Set PORT to another one.' : `cannot start: ${error.message}`,
  );
  process.exitCode = 2;
}
