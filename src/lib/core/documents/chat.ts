/**
 * The chat of a call (spec H): what the signed statements in the shared document come to. Whoever can read the document can
 * write it, so what counts is the ledger of verified statements; the document only carries them, to who is here and to who
 * comes later, from anybody who has them. Needs Automerge's wasm to be initialised (platform/automerge).
 */
import { ImmutableString } from '@automerge/automerge/slim';
import type { Certificate, JwsType } from '../../wire/admission.ts';
import type { SharedFile } from '../../wire/files.ts';
import type { CompactJws, Nonce, PeerId, RoomId } from '../../wire/ids.ts';
import { cell, type Cell, type Happening } from '../cell.ts';
import type { Clock, Random } from '../clock.ts';
import { createBudget } from '../budget.ts';
import { createScope } from '../scope.ts';
import type { Channel } from './channel.ts';
import { certificateKey, statementsIn, type ChatDocument } from './chat-document.ts';
import { lineId, saidLines, type SaidLine } from './chat-lines.ts';
import { createChatRules, SPOKEN_BURST, SPOKEN_PER_SECOND } from './chat-rules.ts';
import { checkText } from './chat-text.ts';
import { documentIdFor, firstDocument } from './document-id.ts';
import { createIntake } from './intake.ts';
import { createLedger, type Kept } from './ledger.ts';
import { createRepair } from './repair.ts';
import { createRepository, type Repository } from './repository.ts';
import type { KeepableDocument, SharedDocument } from './shared-document.ts';
import { createSpeaker, type Said } from './speaker.ts';
import { createUnread } from './unread.ts';
import { createVerifier } from './verifier.ts';

/** `id` is what `remove` takes. */
export interface ChatLine extends SaidLine {
  readonly own: boolean;
  readonly canDelete: boolean;
}

/** 'full': so much has been written in this call that the document takes no more. */
export type PostResult = 'posted' | 'empty' | 'too-long' | 'full';

export interface ChatDeps {
  readonly self: PeerId;
  readonly room: RoomId;
  readonly call: Nonce;
  readonly clock: Clock;
  readonly random: Random;
  /** Where its document lies, among others; absent: in one of its own. */
  readonly repository?: Repository;
  /** Others were in the call before, and bring what was said. */
  readonly goesOn?: boolean;
  /** The own certificate, as it is now. */
  certificate(): CompactJws;
  signJws(typ: JwsType, payload: object): Promise<CompactJws>;
  verifyJws(key: string, typ: JwsType, jws: CompactJws): Promise<unknown>;
  /** The certificate, where the authority of this room made it; with ignoreExpiry also one that has run out. */
  verifyCertificate(jws: CompactJws, options: { ignoreExpiry: true }): Promise<Certificate | undefined>;
}

export interface Chat {
  /** By (order, at, id): the same sequence for everybody who has the same statements. */
  readonly lines: Cell<readonly ChatLine[]>;
  /** Lines by others that were not shown yet, those from before one's own arrival included (H4). */
  readonly unread: Cell<number>;
  /** Statements that did not verify, and are not shown (H6). */
  readonly rejected: Cell<number>;
  /** Messages of peers that were no sync messages of this chat. */
  readonly dropped: Cell<number>;
  /** A peer passed the limits; the chat no longer listens to it. */
  readonly offender: Happening<PeerId>;
  /** A peer no longer listens to us. */
  readonly cutOffBy: Happening<PeerId>;
  /** Rejects only where signing fails. */
  post(text: string): Promise<PostResult>;
  /** Mentions a file to everybody; its bytes go another way (core/files). */
  postFile(file: SharedFile): Promise<PostResult>;
  /** Own line, or any for a host. False where there is no such line or it may not be. */
  remove(id: string): Promise<boolean>;
  /** Host only: hides all that is shown now. */
  clear(): Promise<boolean>;
  markRead(): void;
  /** While it is open, everything counts as read. */
  setOpen(open: boolean): void;
  addChannel(channel: Channel): () => void;
  /** A certificate that the mesh was shown: lines of that peer can be verified by it. */
  handleCertificate(jws: CompactJws): void;
  snapshot(): Uint8Array;
  /** Takes in a snapshot of the same call. False where the bytes are none. */
  load(snapshot: Uint8Array): boolean;
  /** For who keeps it on a disk. */
  readonly document: KeepableDocument;
  end(): void;
}

/** How much of what the others allow one uses. */
const OWN_SHARE = 0.75;
/** How long a statement that is too many waits until it tries again, in milliseconds. */
const TURN_MS = 500;

export async function createChat(deps: ChatDeps): Promise<Chat> {
  const { self, call } = deps;
  const scope = createScope(deps.clock);
  const repository = deps.repository ?? createRepository(self, deps.clock);
  if (!deps.repository) scope.own(() => repository.end());
  const ledger = createLedger();
  const document: SharedDocument<ChatDocument> = repository.open<ChatDocument>(
    await documentIdFor('chat', deps.room, call),
    firstDocument(),
    undefined,
    createChatRules({
      clock: deps.clock,
      goesOn: deps.goesOn ?? false,
      isKnown: (key) => ledger.has(key) || document.read()[key] !== undefined,
    }),
  );
  const intake = createIntake({
    verify: createVerifier({ ...deps, certificateOf: (peer) => ledger.certificateOf(peer) }),
    ledger,
    scope,
  });
  const lines = cell<readonly ChatLine[]>([]);
  const unread = createUnread(lines);
  const speaker = createSpeaker(deps);
  /** Greatest order that was given to an own entry, which may not be signed yet. */
  let ownOrder = 0;

  const isHost = (): boolean => ledger.certificateOf(self)?.role === 'host';
  function show(): void {
    const host = isHost();
    lines.set(
      saidLines(ledger).map((line): ChatLine => {
        const own = line.author === self;
        return { ...line, own, canDelete: own || host };
      }),
    );
  }

  const put = (statements: readonly Kept[], gone: readonly string[] = []): void =>
    document.change((draft) => {
      for (const { key, jws } of statements) draft[key] = new ImmutableString(jws);
      for (const key of gone) if (key in draft) Reflect.deleteProperty(draft, key);
    });
  /** Own statements count at once; the certificate goes along, so that who comes later can verify them. */
  function say(statements: readonly Kept[], gone: readonly string[] = []): void {
    if (scope.ended) return;
    for (const statement of statements) ledger.add(statement);
    const held = document.read()[certificateKey(self)];
    const certificate = [...ledger.wanted()].filter(({ key }) => key === certificateKey(self));
    put(held === undefined ? [...certificate, ...statements] : statements, gone);
    show();
  }
  /** The own certificate must be known before one says anything; a renewed one changes nothing here. */
  async function knowSelf(): Promise<void> {
    if (ledger.certificateOf(self)) return;
    const jws = deps.certificate();
    const certificate = await deps.verifyCertificate(jws, { ignoreExpiry: true });
    if (certificate?.peer !== self || certificate.call !== call) return;
    ledger.add({ key: certificateKey(self), jws, by: self, verified: { kind: 'certificate', certificate } });
  }
  /** Own statements, well below what the others take for a flood: hundreds of files go out one after another. */
  const spoken = createBudget(deps.clock, SPOKEN_BURST * OWN_SHARE, SPOKEN_PER_SECOND * OWN_SHARE);
  async function turn(): Promise<void> {
    while (!spoken.take() && !scope.ended) await new Promise<void>((resolve) => scope.after(TURN_MS, resolve));
  }
  async function enter(said: Said): Promise<PostResult> {
    await turn();
    if (document.isFull()) return 'full';
    // A peer may have claimed the greatest order there is; from there on the time decides.
    ownOrder = Math.min(Math.max(ownOrder, ledger.greatestOrder()) + 1, Number.MAX_SAFE_INTEGER);
    const [statement] = await Promise.all([speaker.entry(said, ownOrder), knowSelf()]);
    say([statement]);
    return 'posted';
  }

  const repair = createRepair({
    self,
    scope,
    random: deps.random,
    missing() {
      const held = new Map(statementsIn(document.read()));
      return document.isFull() ? [] : [...ledger.wanted()].filter(({ key, jws }) => held.get(key) !== jws);
    },
    put,
  });
  const look = (): void => {
    intake.look(statementsIn(document.read()));
    repair();
  };
  scope.own(document.onChange(look));
  scope.own(intake.grown.on(show));
  await knowSelf();

  return {
    lines,
    unread: unread.count,
    rejected: intake.rejected,
    dropped: repository.dropped,
    offender: repository.offender,
    cutOffBy: repository.cutOffBy,
    async post(raw) {
      const checked = checkText(raw);
      return checked.t === 'fine' ? enter({ kind: 'text', text: checked.text }) : checked.t;
    },
    postFile: (file) => enter({ kind: 'file', file }),
    async remove(id) {
      const entry = ledger.visible().find((other) => lineId(other) === id);
      if (!entry || (entry.author !== self && !isHost())) return false;
      say([await speaker.deletion(entry)], [id]);
      return true;
    },
    async clear() {
      if (!isHost()) return false;
      const entries = ledger.visible();
      if (entries.length > 0) say(await speaker.clearance(entries), entries.map(lineId));
      return true;
    },
    markRead: () => unread.markRead(),
    setOpen: (open) => unread.setOpen(open),
    addChannel: (channel) => repository.addChannel(channel),
    handleCertificate(jws) {
      void deps.verifyCertificate(jws, { ignoreExpiry: true }).then((certificate) => {
        if (certificate && !ledger.certificateOf(certificate.peer))
          intake.look([[certificateKey(certificate.peer), jws]]);
      });
    },
    snapshot: () => document.save(),
    load: (snapshot) => document.merge(snapshot),
    document,
    end: () => scope.end(),
  };
}
