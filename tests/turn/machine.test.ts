import { spawnSync } from 'node:child_process';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { thisMachine } from '../../turn/machine.ts';

test('the address that packets leave from is one of the machine’s own', async () => {
  const { addresses, outgoing } = await thisMachine();
  for (const address of addresses) expect(isIP(address.replace(/%.*/, '')), address).toBeGreaterThan(0);
  if (outgoing !== undefined) expect(addresses).toContain(outgoing);
});

test('a machine without a network has none', (context) => {
  const script = `import { thisMachine } from ${JSON.stringify(join(import.meta.dirname, '../../turn/machine.ts'))};
    console.log(JSON.stringify(await thisMachine()));`;
  const args = ['--net', process.execPath, '--input-type=module', '--eval', script];
  const { status, stdout } = spawnSync('unshare', args, { encoding: 'utf8' });
  if (status !== 0) return context.skip('no namespace without a network can be made here');
  expect(JSON.parse(stdout)).not.toHaveProperty('outgoing');
});
