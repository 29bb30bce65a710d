/** Whatever stands on the command line: settings or a word of what is wrong, and no value becomes a line of its own in the configuration (N2). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressBytes, addressText } from '../../turn/endpoint.ts';
import { unknownMachine } from '../support/machine.ts';
import { isDenied } from '../../turn/peers.ts';
import { renderTurnConfig } from '../../turn/render.ts';
import { readCheck, readCommand, UsageError } from '../../turn/settings.ts';

const text = (): fc.Arbitrary<string> => fc.oneof(fc.string({ unit: 'binary' }), fc.string());
const evil = fc.constantFrom(
  'a\nno-auth',
  'a\r\nuser=x:y',
  '443\nno-auth',
  '8.8.8.8\nallow-loopback-peers',
  '/etc\nno-auth',
);
const value = fc.oneof(
  fc.constantFrom('turn.example.org', '8.8.8.8', '2606:4700::1111', '443', '50000', '/etc/tls', '-1'),
  evil,
  text(),
);
const NAMES = [
  'realm',
  'public-ip',
  'listening-ip',
  'tls',
  'tls-cert',
  'tls-key',
  'port',
  'tls-port',
  'min-port',
  'max-port',
];
const GOOD = ['--realm', 'turn.example.org', '--public-ip', '8.8.8.8'];
const options = fc.array(
  fc.tuple(fc.constantFrom(...NAMES), value).map(([name, given]) => `--${name}=${given}`),
  { maxLength: 3 },
);

/** Names of the settings, each once for as often as it stands there. */
const settingsOf = (config: string): string[] =>
  config
    .split(/\r\n|\r|\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('=')[0] ?? '');
const KNOWN = new Set(
  [[], ['--tls', 'x', '--listening-ip', '8.8.4.4']].flatMap((more) =>
    settingsOf(
      renderTurnConfig({
        ...readCommand([...GOOD, ...more], '/', unknownMachine).settings,
        secret: 'shared-secret-shared',
      }),
    ),
  ),
);

test('npm run turn', () => {
  let taken = 0;
  fc.assert(
    fc.property(options, (more) => {
      try {
        const { settings } = readCommand([...GOOD, ...more], '/', unknownMachine);
        taken += 1;
        const names = settingsOf(renderTurnConfig({ ...settings, secret: 'shared-secret-shared' }));
        for (const name of names) expect(KNOWN).toContain(name);
        expect(names.filter((name) => name === 'realm')).toHaveLength(1);
        expect(isDenied(settings.publicIp, settings.allowed)).toBe(false);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
  expect(taken).toBeGreaterThan(50);
});

test('npm run turn -- check', () => {
  const url = fc.oneof(
    fc.constantFrom(
      'turn:a',
      'turns:[::1]:443?transport=tcp',
      'turn:a:0',
      'turn:a:99999',
      'turn:a?transport=x',
      'http://a',
    ),
    text(),
  );
  fc.assert(
    fc.property(fc.array(url, { maxLength: 3 }), (urls) => {
      try {
        for (const { host, port, way } of readCheck([], '/', urls.join()).servers) {
          expect(host).not.toBe('');
          expect(port).toBeGreaterThan(0);
          expect(port).toBeLessThanOrEqual(65_535);
          expect(['udp', 'tcp', 'tls']).toContain(way);
        }
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});

test('an address is the same one after it was bytes, and what is none throws RangeError', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), text()), (address) => {
      try {
        const bytes = addressBytes(address);
        expect([4, 16]).toContain(bytes.length);
        expect(addressBytes(addressText(bytes))).toEqual(bytes);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});
