/** The addresses of the machine that the configuration is made on. */
import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';

export interface Machine {
  readonly addresses: readonly string[];
  /** Which of them packets to the internet leave from, over IPv4; undefined where none do. */
  readonly outgoing: string | undefined;
}

/** Somewhere on the internet. Nothing is sent there: a UDP socket that is connected only learns its own address. */
const ANYWHERE = '8.8.8.8';

export async function thisMachine(): Promise<Machine> {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));
  const outgoing = await new Promise<string | undefined>((resolve) => {
    const socket = createSocket('udp4');
    const settle = (address?: string): void => {
      resolve(address);
      socket.close();
    };
    socket.on('error', () => settle());
    // Without a network the callback is called with the reason, which the types do not tell.
    socket.connect(1, ANYWHERE, (error?: Error) => settle(error ? undefined : socket.address().address));
  });
  return { addresses, outgoing };
}
