/**
 * The rules in force: the newest statement of the authority about this call, whoever brought it. One that is forged, of another
 * call, or older than what is known changes nothing.
 */
import { JwsType } from '../../wire/admission.ts';
import { parse, type AuthorityKey, type CompactJws, type Nonce, type RoomId } from '../../wire/ids.ts';
import { Rules } from '../../wire/rules.ts';
import { cell, type Cell } from '../cell.ts';
import { verifyJws } from '../session/identity.ts';

export interface RulesBook {
  /** Undefined where the host has not said anything: then nothing is forbidden. */
  readonly rules: Cell<Rules | undefined>;
  /** The statement that `rules` was read from, to be passed on; changes first. */
  readonly statement: Cell<CompactJws | undefined>;
  /** Resolves when it has been read, whether or not it counts. */
  take(jws: CompactJws): Promise<void>;
}

export function createRulesBook(deps: {
  readonly authority: AuthorityKey;
  readonly room: RoomId;
  /** Undefined until it is known: then nothing counts yet. */
  call(): Nonce | undefined;
}): RulesBook {
  const rules = cell<Rules | undefined>(undefined);
  const statement = cell<CompactJws | undefined>(undefined);
  return {
    rules,
    statement,
    async take(jws) {
      if (jws === statement.get()) return;
      const said = parse(Rules, await verifyJws(deps.authority, JwsType.rules, jws));
      if (said?.room !== deps.room || said.call !== deps.call()) return;
      const present = rules.get();
      if (present && said.n <= present.n) return;
      statement.set(jws);
      rules.set(said);
    },
  };
}
