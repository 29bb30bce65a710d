/** The shared documents of one call: chat and whiteboard, which everybody has, and on the panel the agenda, which nobody else is given (A6). */
import { openCallBoard, type CallBoard } from './call-board.ts';
import { heldOf, type Held } from './held.ts';
import type { RoomPorts } from './room-ports.ts';
import type { CutOffSource } from './cut-offs.ts';
import type { OpenRoom } from './stage.ts';
import type { Documents, DocumentsContext } from '../core/call/call.ts';
import { isOnPanel } from '../core/call/document-links.ts';
import type { Agenda } from '../core/documents/agenda.ts';
import type { Chat } from '../core/documents/chat.ts';
import type { ChatFiles } from '../core/files/chat-files.ts';
import { PARTS } from '../core/journal/journal.ts';
import type { Keeper } from '../core/journal/keeper.ts';
import { createScope } from '../core/scope.ts';
import { verifyJws } from '../core/session/identity.ts';
import type { Nonce } from '../wire/ids.ts';

export interface CallDocuments extends Documents {
  readonly call: Nonce;
  readonly chat: Chat;
  readonly files: ChatFiles;
  readonly board: CallBoard;
  /** Host and co-interviewers only. */
  readonly agenda: Agenda | undefined;
  /** What is here of files and whiteboard; after the end, what was. */
  held(): Held;
  /** What says who was cut off. */
  readonly limited: readonly CutOffSource[];
  /** Host only: what goes into the journal of this call. */
  readonly keeper: Keeper | undefined;
}

/** How long a host that comes into a call which goes on waits for the agenda that the others have, in milliseconds. */
const OTHERS_AGENDA_MS = 5_000;

export interface CallDocumentsDeps {
  readonly ports: RoomPorts;
  readonly room: OpenRoom;
  readonly context: DocumentsContext;
  /** The call was there before: others may have its agenda already. */
  readonly goesOn: boolean;
  /** Host only. */
  readonly keeper: Keeper | undefined;
}

/** Loads Automerge and opens what this role may have. */
export async function openCallDocuments(deps: CallDocumentsDeps): Promise<CallDocuments> {
  const { ports, room, context, goesOn, keeper } = deps;
  const { loadAutomerge } = await import('../platform/automerge.ts');
  await loadAutomerge();
  const { link } = room;
  const { clock, random } = ports;
  const scope = createScope(clock);
  const place = { self: context.identity.peer, room: link.room, call: context.call, clock, random };

  async function openAgenda(): Promise<Agenda | undefined> {
    if (!isOnPanel(link.role)) return undefined;
    const { createAgenda } = await import('../core/documents/agenda.ts');
    const agenda = await createAgenda(place);
    await keeper?.keepDocument(PARTS.agenda, agenda.document);
    const draft = room.agenda?.take();
    const seed = (): void => void (draft && agenda.seed(draft));
    if (goesOn) scope.after(OTHERS_AGENDA_MS, seed);
    else seed();
    return agenda;
  }

  const { createRepository } = await import('../core/documents/repository.ts');
  const repository = createRepository(context.identity.peer, clock);
  const { createChat } = await import('../core/documents/chat.ts');
  const chat = await createChat({
    ...place,
    repository,
    goesOn,
    certificate: context.ownCertificate,
    signJws: context.identity.signJws,
    verifyJws,
    verifyCertificate: context.verifyCertificate,
  });
  await keeper?.keepDocument(PARTS.chat, chat.document);
  const { createChatFiles } = await import('../core/files/chat-files.ts');
  const { createExchange } = await import('../core/files/exchange.ts');
  const { shareExchange } = await import('../core/files/shares.ts');
  const plain = createExchange({ clock });
  const exchange = keeper?.keepFiles(plain) ?? plain;
  const share = shareExchange(exchange);
  const files = createChatFiles({ chat, clock, keepsAll: link.role === 'host', exchange: share() });
  const board = await openCallBoard({ ...place, repository, exchange: share(), broadcast: context.broadcastLive });
  await keeper?.keepDocument(PARTS.board, board.document);
  const agenda = await openAgenda();
  let last: Held | undefined;
  const held = (): Held => last ?? heldOf({ chat, files, board, clock });
  return {
    call: context.call,
    chat,
    files,
    board,
    agenda,
    held,
    limited: [
      { what: 'documents', offender: chat.offender, cutOffBy: chat.cutOffBy },
      { what: 'files', offender: files.offender },
      { what: 'board', offender: board.offender },
      ...(agenda ? [{ what: 'documents' as const, offender: agenda.offender, cutOffBy: agenda.cutOffBy }] : []),
    ],
    keeper,
    addChannel(channel, to) {
      if (to === 'shared') repository.addChannel(channel);
      else agenda?.addChannel(channel);
    },
    addBulkChannel: (channel) => files.addChannel(channel),
    handleLive: (peer, data) => board.live.handle(peer, data),
    forgetLive: (peer) => board.live.forget(peer),
    end() {
      last ??= held();
      scope.end();
      keeper?.end();
      files.end();
      board.end();
      exchange.end();
      chat.end();
      repository.end();
      agenda?.end();
    },
  };
}
