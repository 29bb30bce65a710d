/**
 * The host's rules at work in one person's call: who is on hold is sent nothing and is sent nothing by; who was sent out is
 * disconnected; the own devices follow. The newest statement is passed on to everybody, so that it reaches those whom the host does
 * not reach just now, and kept for a reload.
 */
import type { AuthorityKey, CompactJws, Nonce, PeerId, Role, RoomId } from '../../wire/ids.ts';
import { cell, type Cell, type Happening } from '../cell.ts';
import type { Clock } from '../clock.ts';
import type { Mesh } from '../mesh/mesh.ts';
import type { Scope } from '../scope.ts';
import type { Identity } from '../session/identity.ts';
import type { CallEnd } from './call-end.ts';
import type { Control } from './control.ts';
import { createHostDesk, type HostDesk } from './host-desk.ts';
import { createObedience, type HostDeed } from './obedience.ts';
import type { OwnMedia } from './own-media.ts';
import { createRulesBook } from './rules-book.ts';
import { isOut, mayExchange, type BulkSettings, type Rules } from './rules.ts';

/** How long the host's connection to somebody who was sent out stays for the word of it to arrive, in milliseconds; nothing else goes over it. */
const FAREWELL_MS = 1_000;

export interface RulingDeps {
  readonly scope: Scope;
  readonly clock: Clock;
  readonly self: PeerId;
  readonly role: Role;
  readonly room: RoomId;
  readonly authority: AuthorityKey;
  /** Host only. */
  readonly rule: Identity | undefined;
  readonly media: OwnMedia;
  readonly mesh: Pick<Mesh, 'peers' | 'withhold' | 'drop'>;
  readonly control: Control;
  /** The call, once it is known. */
  call(): Nonce | undefined;
  keep(statement: CompactJws): void;
  /** No documents go to or come from this peer any more. */
  cutOff(peer: PeerId): void;
  end(why: CallEnd): void;
}

export interface Ruling {
  readonly rules: Cell<Rules | undefined>;
  readonly deeds: Happening<HostDeed>;
  readonly desk: HostDesk | undefined;
  isOut(peer: PeerId): boolean;
  /** The call is known: what was kept of its rules, and what the host has set since. */
  begin(before: readonly CompactJws[], settings: BulkSettings | undefined): Promise<void>;
  take(statement: CompactJws): Promise<void>;
  handlePresent(peer: PeerId): void;
}

export function createRuling(deps: RulingDeps): Ruling {
  const { scope, self, role, mesh, control } = deps;
  const book = createRulesBook(deps);
  const { rules, statement } = book;
  const desk = deps.rule && createHostDesk({ ...deps, authority: deps.rule, book });
  const out = (peer: PeerId): boolean => isOut(rules.get(), peer);

  function showOut(peer: PeerId): void {
    deps.cutOff(peer);
    desk?.forget(peer);
    if (!desk) return mesh.drop(peer, 'leave');
    scope.after(FAREWELL_MS, () => {
      if (out(peer)) mesh.drop(peer, 'leave');
    });
  }

  function apply(now: Rules | undefined): void {
    if (role !== 'host' && now?.removed.includes(self)) return deps.end('removed');
    if (role !== 'host' && now?.sentBack.includes(self)) return deps.end('sent-back');
    mesh.withhold((peer) => !mayExchange(now, self, peer));
    for (const peer of mesh.peers.get().keys()) if (out(peer)) showOut(peer);
  }

  scope.own(
    statement.subscribe((jws) => {
      if (!jws) return;
      deps.keep(jws);
      control.broadcast({ t: 'rules', jws });
    }),
  );
  scope.own(rules.subscribe(apply));
  control.on('rules', (_from, { jws }) => void book.take(jws));

  // The host is bound by none of it.
  const binding = role === 'host' ? cell<Rules | undefined>(undefined) : rules;
  const obedience = createObedience({ scope, self, media: deps.media, rules: binding });
  control.on('order', ({ certificate }, { order }) => {
    if (role !== 'host' && certificate.role === 'host') obedience.handleOrder(order);
  });

  return {
    rules,
    deeds: obedience.deeds,
    desk,
    isOut: out,
    async begin(before, settings) {
      for (const jws of before) await book.take(jws);
      if (settings) await desk?.change({ t: 'settings', settings });
    },
    take: book.take,
    handlePresent(peer) {
      const jws = statement.get();
      if (jws) control.send(peer, { t: 'rules', jws });
      desk?.handlePresent(peer);
    },
  };
}
