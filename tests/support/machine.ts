import type { Machine } from '../../turn/machine.ts';

/** A configuration of a TURN server is not made where it will run, as far as these tests are concerned. */
export const unknownMachine: Machine = { addresses: [], outgoing: undefined };
