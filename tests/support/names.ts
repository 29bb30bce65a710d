/** A name server (RFC 1035) for a network of tests: it knows a few names and their IPv4 addresses, and says of all others that there are none. */
import { createSocket } from 'node:dgram';

const PORT = 53;
const HEADER_BYTES = 12;
const TYPE_A = 1;
/** An answer, recursion available; with 3 in its last bits: there is no such name. */
const ANSWER = 0x81_80;
const NO_SUCH_NAME = 3;
const TTL_S = 60;

/** The name that is asked for, and where it ends. */
function questionOf(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}

/** What a name server with these addresses answers. Throws RangeError for what is no query. */
function answerTo(query: Buffer, addresses: Readonly<Record<string, string>>): Buffer {
  const { name, end } = questionOf(query);
  const type = query.readUInt16BE(end);
  const address = addresses[name];
  const hasAnswer = address !== undefined && type === TYPE_A;
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(query.readUInt16BE(0), 0);
  header.writeUInt16BE(ANSWER | (address === undefined ? NO_SUCH_NAME : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(hasAnswer ? 1 : 0, 6);
  const question = query.subarray(HEADER_BYTES, end + 4);
  if (!hasAnswer) return Buffer.concat([header, question]);
  const record = Buffer.alloc(12);
  record.writeUInt16BE(0xc0_00 | HEADER_BYTES, 0); // the name of the question
  record.writeUInt16BE(TYPE_A, 2);
  record.writeUInt16BE(1, 4); // of the Internet
  record.writeUInt32BE(TTL_S, 6);
  record.writeUInt16BE(4, 10);
  return Buffer.concat([header, question, record, Buffer.from(address.split('.').map(Number))]);
}

/** On port 53 of an address of this machine. */
export async function startNameServer(
  address: string,
  addresses: Readonly<Record<string, string>>,
): Promise<{ stop(): Promise<void> }> {
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    try {
      socket.send(answerTo(query, addresses), from.port, from.address);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error; // no query: nobody waits for an answer
    }
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(PORT, address, () => resolve());
  });
  return { stop: () => new Promise((resolve) => socket.close(() => resolve())) };
}
