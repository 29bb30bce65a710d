/**
 * Computers in a network that tests can break: Linux network namespaces on one bridge, whose browsers run inside them.
 * Needs root and iproute2; `whyNoNamespaces` says what is missing. A cut is silent: the cable stays plugged in, nothing
 * passes.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Computer {
  readonly name: string;
  /** The namespace's name, for `ip netns exec`. */
  readonly space: string;
  /** Runs Chromium, or whatever `command` was given, inside. */
  readonly executablePath: string;
  /** From now on nothing passes to or from this computer. */
  cut(): void;
  heal(): void;
  /** Another address from now on; the former one is gone. */
  changeAddress(): void;
}

export interface Lan {
  /** Where the test's own servers are reached from the computers. */
  readonly address: string;
  computer(name: string, command: string): Computer;
  /** Another address of the machine of the servers, e.g. for a second one that is to listen on the same port. */
  secondAddress(): string;
  /** A file that runs the command in a namespace. */
  programIn(space: string, command: string): string;
  /** Does this as well at the end, before all that was there earlier goes. */
  onEnd(step: () => void): void;
  /** Removes everything by its name. Safe twice. */
  end(): void;
}

/** Runs `ip` of iproute2. */
export const ip = (...args: string[]): string =>
  execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Runs a command in a namespace. */
export const inside = (space: string, ...command: string[]): void =>
  void execFileSync('ip', ['netns', 'exec', space, ...command], { stdio: ['ignore', 'ignore', 'pipe'] });

/**
 * A link gets an IPv6 address of its own a second or two after it is up: a browser that has started by then takes that for a change of network,
 * and breaks off what it was loading.
 */
export function withoutIpv6(space: string): void {
  for (const which of ['all', 'default']) {
    try {
      inside(space, 'sh', '-c', `echo 1 > /proc/sys/net/ipv6/conf/${which}/disable_ipv6`);
    } catch {
      return; // a kernel without IPv6
    }
  }
}

/** Why there can be no namespaces here; undefined where there can. */
export function whyNoNamespaces(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces need Linux';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  const probe = `mns-probe-${process.pid}`;
  try {
    ip('netns', 'add', probe);
    ip('netns', 'del', probe);
    return undefined;
  } catch (error) {
    return `network namespaces do not work here: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown'}`;
  }
}

/** A network of its own; `subnet` (0-255) tells parallel ones apart. */
export function createLan(subnet: number): Lan {
  // Interface names hold 15 characters.
  const id = `m${(process.pid % 0xffff).toString(36)}${subnet.toString(36)}`;
  const bridge = `${id}b`;
  const folder = mkdtempSync(join(tmpdir(), 'mensetsu-lan-'));
  const undo: (() => void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const address = `10.77.${subnet}.1`;
  let hosts = 1;
  let servers = 0;

  ip('link', 'add', bridge, 'type', 'bridge', 'forward_delay', '0', 'stp_state', '0');
  undo.push(() => ip('link', 'del', bridge));
  ip('addr', 'add', `${address}/24`, 'dev', bridge);
  ip('link', 'set', bridge, 'up');

  const programIn = (space: string, command: string): string => {
    const file = join(folder, space);
    writeFileSync(file, `#!/bin/sh\nexec ip netns exec ${space} ${command} "$@"\n`);
    chmodSync(file, 0o755);
    return file;
  };

  return {
    address,
    programIn,
    onEnd: (step) => void undo.push(step),
    computer(name, command) {
      const number = (hosts += 1);
      const space = `${id}-${name}`;
      const outer = `${id}o${number}`;
      const inner = `${id}i${number}`;
      let current = `10.77.${subnet}.${number}`;
      let changes = 0;
      const at = (...args: string[]): string => ip('-n', space, ...args);
      ip('netns', 'add', space);
      withoutIpv6(space);
      undo.push(() => ip('netns', 'del', space));
      ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', inner);
      ip('link', 'set', inner, 'netns', space);
      ip('link', 'set', outer, 'master', bridge, 'up');
      at('link', 'set', 'lo', 'up');
      at('addr', 'add', `${current}/24`, 'dev', inner);
      at('link', 'set', inner, 'up');
      at('route', 'add', 'default', 'via', address);
      return {
        name,
        space,
        executablePath: programIn(space, command),
        cut: () => void ip('link', 'set', outer, 'nomaster'),
        heal: () => void ip('link', 'set', outer, 'master', bridge),
        changeAddress() {
          const FIRST_NEW_HOST = 100;
          changes += 1;
          const next = `10.77.${subnet}.${FIRST_NEW_HOST + number + changes * 10}`;
          at('addr', 'del', `${current}/24`, 'dev', inner);
          at('addr', 'add', `${next}/24`, 'dev', inner);
          at('route', 'replace', 'default', 'via', address);
          current = next;
        },
      };
    },
    secondAddress() {
      const FIRST_SERVER = 240;
      const extra = `10.77.${subnet}.${FIRST_SERVER + (servers += 1)}`;
      ip('addr', 'add', `${extra}/24`, 'dev', bridge);
      return extra;
    },
    end() {
      for (const step of undo.splice(0).reverse()) {
        try {
          step();
        } catch {
          // It is gone already, or still in use by a browser that is closing: the others are removed all the same.
        }
      }
    },
  };
}
