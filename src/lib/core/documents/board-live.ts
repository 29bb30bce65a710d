/**
 * What happens on the board between two changes of its document: lines while they are drawn, things while they are moved, and
 * where the others' pointers are. Lossy by nature: each message repeats the last points, and what the finished gesture
 * brings through the document takes the place of everything here. What is heard of no more goes away.
 */
import { BOARD_RECORDS_MAX, INK_MAX_BYTES } from '../../wire/board.ts';
import { fromBase64Url, jsonOf, toBase64Url } from '../../wire/bytes.ts';
import { parse, type PeerId } from '../../wire/ids.ts';
import { LIVE_MAX_CHARS, LiveMessage, type LiveTail } from '../../wire/live.ts';
import { createBudget, type Budget } from '../budget.ts';
import { cell, happening, type Cell, type Happening } from '../cell.ts';
import type { Clock } from '../clock.ts';
import { createScope } from '../scope.ts';
import { partsOf, readRecord, type BoardRecord } from './board-record.ts';
import { packInk, unpackInk, type InkSegment } from './ink.ts';

/** Between two messages about the same thing, in milliseconds: fifteen a second look like drawing. */
const SEND_EVERY_MS = 66;
/** Points of a line that are sent again with the new ones, against loss. */
const OVERLAP_POINTS = 24;
/** Points in one message at most. */
const TAIL_MAX_POINTS = 300;
/** What of a gesture is heard no more is forgotten after this, in milliseconds. */
const STALE_MS = 5_000;
const LOOK_MS = 1_000;
/** Records that one peer may have under way. */
const UNDER_WAY_MAX = 64;
/** Messages that are listened to from one peer: a burst of several things in one gesture, and in the long run. */
const BURST = 120;
const PER_SECOND = 90;
/** Messages of one peer that are none before it is heard no more; versions may differ a little. */
const JUNK_MAX = 50;
/** How often it is said again that the own pointer has left: the last word may be lost, and nothing would follow it. */
const FAREWELLS = 3;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface BoardLive {
  /** Others' pointers. */
  readonly cursors: Cell<ReadonlyMap<PeerId, Point>>;
  /** Others' records in the middle of a gesture are others than before: ids. */
  readonly changed: Happening<readonly string[]>;
  get(id: string): BoardRecord | undefined;
  /** The finished gesture has come: what was under way of these is over. */
  settle(ids: readonly string[]): void;
  /** The own pointer; undefined: not on the board. */
  point(at: Point | undefined): void;
  /** Own records in the middle of a gesture. */
  draw(records: readonly BoardRecord[]): void;
  /** Own gesture is over. */
  lift(): void;
  handle(peer: PeerId, data: string | ArrayBuffer): void;
  forget(peer: PeerId): void;
  /** Messages that were no live messages or too many. */
  readonly dropped: Cell<number>;
  /** A peer sent what no client of ours sends; nothing it says here is heard any more. */
  readonly offender: Happening<PeerId>;
  end(): void;
}

/** 'lost': nobody's fault. */
type Taken = 'taken' | 'lost' | 'junk';

interface UnderWay {
  readonly peer: PeerId;
  readonly record: BoardRecord;
  readonly at: number;
}

export function createBoardLive(deps: { clock: Clock; broadcast(text: string): void }): BoardLive {
  const { clock } = deps;
  const scope = createScope(clock);
  const cursors = cell<ReadonlyMap<PeerId, Point>>(new Map());
  const changed = happening<readonly string[]>();
  const dropped = cell(0);
  const offender = happening<PeerId>();
  const junk = new Map<PeerId, number>();
  const underWay = new Map<string, UnderWay>();
  const budgets = new Map<PeerId, Budget>();
  /** Where each of the own lines has been sent to. */
  const sent = new Map<string, { segment: number; points: number }>();
  let drawing: readonly BoardRecord[] = [];
  let pointer: Point | undefined;
  let pointerTold: Point | undefined;
  let waiting = false;
  let farewells = 0;

  const send = (message: LiveMessage): void => deps.broadcast(JSON.stringify(message));

  function tailOf(id: string, segments: readonly InkSegment[]): LiveTail | undefined {
    const segment = segments.length - 1;
    const last = segments[segment];
    if (!last) return undefined;
    const before = sent.get(id);
    const known = before?.segment === segment ? before.points : 0;
    const from = Math.max(0, known - OVERLAP_POINTS, last.points.length - TAIL_MAX_POINTS);
    sent.set(id, { segment, points: last.points.length });
    return { segment, from, ink: toBase64Url(packInk([{ type: last.type, points: last.points.slice(from) }])) };
  }
  function flush(): void {
    waiting = false;
    for (const record of drawing) {
      const { segments, ...props } = record.props;
      const parts = partsOf({ ...record, props });
      if (!parts) continue;
      const tail = Array.isArray(segments) ? tailOf(record.id, segments as InkSegment[]) : undefined;
      send({ t: 'record', id: record.id, place: parts.place, look: parts.look, ...(tail && { tail }) });
    }
    drawing = [];
    if (pointer !== pointerTold) {
      send({ t: 'cursor', at: pointer ?? null });
      farewells = pointer ? 0 : FAREWELLS;
    }
    pointerTold = pointer;
  }
  function soon(): void {
    if (waiting) return;
    waiting = true;
    scope.after(SEND_EVERY_MS, flush);
  }

  /** The points so far and the new ones behind them. */
  function lengthened(before: BoardRecord | undefined, tail: LiveTail): readonly InkSegment[] | undefined {
    const bytes = fromBase64Url(tail.ink);
    const [fresh] = (bytes && unpackInk(bytes)) ?? [];
    if (!fresh) return undefined;
    const segments = before?.props['segments'];
    const known = Array.isArray(segments) ? (segments as InkSegment[]) : [];
    const earlier = known.slice(0, tail.segment);
    const last = known[tail.segment]?.points.slice(0, tail.from) ?? [];
    return [...earlier, { type: fresh.type, points: [...last, ...fresh.points] }];
  }
  function handleRecord(peer: PeerId, message: Extract<LiveMessage, { t: 'record' }>): Taken {
    const { id, place, look, tail } = message;
    const before = underWay.get(id);
    if (before && before.peer !== peer) return 'lost'; // two have the same thing in hand
    const mine = [...underWay.values()].filter((other) => other.peer === peer).length;
    if (!before && (mine >= UNDER_WAY_MAX || underWay.size >= BOARD_RECORDS_MAX)) return 'lost';
    const segments = tail && lengthened(before?.record, tail);
    if (tail && !segments) return 'junk';
    const ink = segments && packInk(segments);
    if (ink && ink.length > INK_MAX_BYTES) return 'lost'; // too long a line to be shared: its drawer sees so when it is finished
    const record = readRecord(id, { place, look, ink });
    if (!record) return 'junk';
    underWay.set(id, { peer, record, at: clock.now() });
    changed.emit([id]);
    return 'taken';
  }
  function take(peer: PeerId, data: string | ArrayBuffer): Taken {
    let budget = budgets.get(peer);
    if (!budget) budgets.set(peer, (budget = createBudget(clock, BURST, PER_SECOND)));
    if (!budget.take()) return 'lost';
    const message =
      typeof data === 'string' && data.length <= LIVE_MAX_CHARS ? parse(LiveMessage, jsonOf(data)) : undefined;
    if (!message) return 'junk';
    if (message.t === 'record') return handleRecord(peer, message);
    cursors.update((all) => {
      const next = new Map(all);
      if (message.at) next.set(peer, message.at);
      else next.delete(peer);
      return next;
    });
    return 'taken';
  }
  function count(peer: PeerId): void {
    const total = (junk.get(peer) ?? 0) + 1;
    junk.set(peer, total);
    if (total !== JUNK_MAX + 1) return;
    forget(peer);
    offender.emit(peer);
  }
  const isHeard = (peer: PeerId): boolean => (junk.get(peer) ?? 0) <= JUNK_MAX;
  function drop(ids: readonly string[]): void {
    const gone = ids.filter((id) => underWay.delete(id));
    if (gone.length > 0) changed.emit(gone);
  }

  scope.every(LOOK_MS, () => {
    const now = clock.now();
    drop([...underWay].filter(([, { at }]) => now - at > STALE_MS).map(([id]) => id));
    if (farewells === 0) return;
    farewells--;
    send({ t: 'cursor', at: null });
  });
  function forget(peer: PeerId): void {
    budgets.delete(peer);
    drop([...underWay].filter(([, other]) => other.peer === peer).map(([id]) => id));
    if (!cursors.get().has(peer)) return;
    cursors.update((all) => new Map([...all].filter(([id]) => id !== peer)));
  }

  return {
    cursors,
    changed,
    dropped,
    offender,
    get: (id) => underWay.get(id)?.record,
    settle: drop,
    point(at) {
      pointer = at;
      soon();
    },
    draw(records) {
      const fresh = new Set(records.map(({ id }) => id));
      drawing = [...drawing.filter(({ id }) => !fresh.has(id)), ...records].slice(-UNDER_WAY_MAX);
      soon();
    },
    lift() {
      drawing = [];
      sent.clear();
    },
    handle(peer, data) {
      const taken = isHeard(peer) ? take(peer, data) : 'lost';
      if (taken !== 'taken') dropped.update((all) => all + 1);
      if (taken === 'junk') count(peer);
    },
    forget,
    end: () => scope.end(),
  };
}
