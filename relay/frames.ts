/** Text from a socket to a frame (JSON, then the schema; the size is checked before), and which frames who may send. */
import * as v from 'valibot';
import { jsonOf } from '../src/lib/wire/bytes.ts';
import { parse } from '../src/lib/wire/ids.ts';
import { ClientFrame, type ServerFrame, type Standing } from '../src/lib/wire/relay.ts';

/** The frame in `data`, or `undefined` where it is none. */
export const decodeFrame = (data: Buffer): ClientFrame | undefined => parse(ClientFrame, jsonOf(data));

const AnyHello = v.object({ t: v.literal('hello'), v: v.number() });
/** Whether this is the hello of a page that speaks another version: it deserves an answer that it understands. */
export const isForeignHello = (data: Buffer): boolean => parse(AnyHello, jsonOf(data)) !== undefined;

export const encodeFrame = (frame: ServerFrame): string => JSON.stringify(frame);

/** Said to thousands of connections every other second. */
export const PONG = encodeFrame({ t: 'pong' });

const members: readonly Standing[] = ['call', 'host'];
const measuring: readonly Standing[] = ['check', 'call', 'host'];

/** Which standing may send what, and how many messages it counts for. */
export const Rules: Readonly<Record<ClientFrame['t'], { readonly from: readonly Standing[]; readonly cost: number }>> =
  {
    hello: { from: [], cost: 5 },
    ping: { from: ['check', 'lobby', 'call', 'host'], cost: 1 },
    turn: { from: measuring, cost: 10 },
    probe: { from: measuring, cost: 10 },
    knock: { from: ['lobby'], cost: 10 },
    withdraw: { from: ['lobby'], cost: 2 },
    enter: { from: ['lobby'], cost: 10 },
    muster: { from: ['call'], cost: 2 },
    signal: { from: members, cost: 1 },
    answer: { from: ['host'], cost: 1 },
    expel: { from: ['host'], cost: 2 },
  };
/** What a frame counts for that fits no schema. */
export const BAD_FRAME_COST = 5;
