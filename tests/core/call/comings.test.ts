import { describe, expect, it } from 'vitest';
import { comings } from '../../../src/lib/core/call/comings.ts';
import type { ConnectionState, Participant } from '../../../src/lib/core/call/participant.ts';
import { SILENT_STATE } from '../../../src/lib/core/call/announcements.ts';
import { someone } from '../../support/interview.ts';

const ids = await Promise.all([someone(), someone()]);

const person = (index: 0 | 1, name: string, connection: ConnectionState, hand = false, self = false): Participant => ({
  peer: (index === 0 ? ids[0] : ids[1]).peer,
  self,
  name,
  role: 'applicant',
  state: { ...SILENT_STATE, hand },
  connection,
  held: false,
  figures: undefined,
  camera: undefined,
  screen: undefined,
  sound: undefined,
});

const bob = (connection: ConnectionState, hand = false): Participant => person(0, 'Bob', connection, hand);

describe('comings: what is told of the others (C8, C9)', () => {
  const rows: [string, Participant[], Participant[], string[]][] = [
    ['nobody while still connecting', [], [bob('connecting')], []],
    ['joined once there is a connection', [bob('connecting')], [bob('direct')], ['joined']],
    ['joined with a raised hand', [], [bob('relayed', true)], ['joined', 'hand']],
    ['left', [bob('direct')], [], ['left']],
    ['nothing of somebody who never came', [bob('connecting')], [], []],
    ['lost', [bob('direct')], [bob('lost')], ['lost']],
    ['back', [bob('lost')], [bob('direct')], ['back']],
    ['nothing while it stays lost', [bob('lost')], [bob('lost')], []],
    ['left after it was lost', [bob('lost')], [], ['left']],
    ['a hand that goes up', [bob('direct')], [bob('direct', true)], ['hand']],
    ['no word of a hand that goes down', [bob('direct', true)], [bob('direct')], []],
    ['nothing of a weak line', [bob('direct')], [bob('weak')], []],
    ['not "left" while it connects anew', [bob('direct')], [bob('connecting')], []],
    ['nothing of oneself', [], [person(1, 'Me', 'direct', true, true)], []],
  ];
  it.each(rows)('%s', (_title, before, after, told) => {
    expect(comings(before, after).map(({ kind }) => kind)).toEqual(told);
  });
});
