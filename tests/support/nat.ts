/**
 * Homes behind routers, for tests of what gets through: a computer in a network namespace of its own, and before it a router in another
 * one that translates addresses and may be a firewall too. Each connection leaves a router from another port (a symmetric NAT), and nothing
 * comes in that was not asked for, so that two homes cannot reach each other whatever they know of each other. Needs iptables.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { inside, ip, withoutIpv6, whyNoNamespaces, type Lan } from './netns.ts';

/** What the firewall of a home lets out. What it does not is dropped without a word. */
export type Outgoing = 'all' | 'no UDP' | 'port 443';

export interface Home {
  /** Runs the command inside. */
  readonly executablePath: string;
  /** From now on, for connections that are there already too. */
  letOut(what: Outgoing): void;
}

/** In a real home the router itself asks. */
const [ASK, ANSWER] = ['-p udp --dport 53 -j ACCEPT', '-p udp --sport 53 -j ACCEPT'];
const RULES: Readonly<Record<Outgoing, readonly string[]>> = {
  all: [],
  'no UDP': [ASK, ANSWER, '-p udp -j DROP'],
  'port 443': [ASK, ANSWER, '-p tcp --dport 443 -j ACCEPT', '-p tcp --sport 443 -j ACCEPT', '-j DROP'],
};

const iptables = (space: string, rule: string): void => inside(space, 'iptables', '-w', ...rule.split(' '));
const TRANSLATE = '-j MASQUERADE --random-fully';

/** Why there can be no such homes here; undefined where there can. */
export function whyNoNat(): string | undefined {
  const missing = whyNoNamespaces();
  if (missing) return missing;
  const probe = `mns-nat-${process.pid}`;
  ip('netns', 'add', probe);
  try {
    iptables(probe, `-t nat -A POSTROUTING ${TRANSLATE}`);
    return undefined;
  } catch (error) {
    const lines = error instanceof Error ? error.message.trim().split('\n') : [];
    return `no address translation here (apt-get install iptables): ${lines.at(-1) ?? 'unknown'}`;
  } finally {
    ip('netns', 'del', probe);
  }
}

/** `ip netns exec` puts the files of this folder in place of those of /etc. */
function useNameServer(space: string, address: string): () => void {
  const folder = `/etc/netns/${space}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/resolv.conf`, `nameserver ${address}\n`);
  return () => rmSync(folder, { recursive: true, force: true });
}

/** A home at this network; its computer asks a name server at the address of the network's servers. `number` (1-254) tells homes apart. */
export function createHome(lan: Lan, number: number, name: string, command: string): Home {
  // A network that other homes know nothing of, and that no server has a way to.
  const network = `192.168.${number}`;
  const router = lan.computer(`${name}-nat`, 'true');
  const space = `${router.space}-home`;
  const [outer, inner] = [`nat${number}`, `home${number}`];
  ip('netns', 'add', space);
  withoutIpv6(space);
  lan.onEnd(() => ip('netns', 'del', space));
  lan.onEnd(useNameServer(space, lan.address));
  ip('-n', router.space, 'link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', space);
  ip('-n', router.space, 'addr', 'add', `${network}.1/24`, 'dev', outer);
  ip('-n', router.space, 'link', 'set', outer, 'up');
  ip('-n', space, 'addr', 'add', `${network}.2/24`, 'dev', inner);
  ip('-n', space, 'link', 'set', 'lo', 'up');
  ip('-n', space, 'link', 'set', inner, 'up');
  ip('-n', space, 'route', 'add', 'default', 'via', `${network}.1`);
  inside(router.space, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward');
  iptables(router.space, `-t nat -A POSTROUTING ! -o ${outer} ${TRANSLATE}`);
  return {
    executablePath: lan.programIn(space, command),
    letOut(what) {
      iptables(router.space, '-F FORWARD');
      for (const rule of RULES[what]) iptables(router.space, `-A FORWARD ${rule}`);
    },
  };
}
