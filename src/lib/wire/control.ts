/**
 * Messages of the `control` data channel (ordered, reliable): JSON text, between two peers that know each other's
 * certificate. Everything but `bind` counts only after both sides have verified the other's `bind`.
 */
import * as v from 'valibot';
import { CompactJws, Signature } from './ids.ts';
import { CaptionMessage, CaptionsWish, TranscriptNotice } from './transcript.ts';

/** Largest control message, in bytes: a safe data channel message size everywhere. */
export const CONTROL_MAX_BYTES = 16 * 1024;

/** The negotiated data channels of every connection, by stream id (RFC 8832 is not used: both sides know them). */
export const Channels = {
  control: { id: 0, ordered: true },
  /** Document synchronisation. */
  sync: { id: 1, ordered: true },
  /** Files. */
  bulk: { id: 2, ordered: true },
  /** Cursors, strokes in progress, levels: late is worthless. */
  live: { id: 3, ordered: false, maxRetransmits: 0 },
} as const;
export type ChannelName = keyof typeof Channels;

/** What the others show of a participant. */
export const MemberState = v.object({
  microphone: v.boolean(),
  camera: v.boolean(),
  screen: v.boolean(),
  hand: v.boolean(),
});
export type MemberState = v.InferOutput<typeof MemberState>;

/** What the host asks of one person for this moment: obeyed by the receiving client, undone by the person alone. */
export const Order = v.picklist(['mute', 'camera-off']);
export type Order = v.InferOutput<typeof Order>;

/** Largest side of a picture that may be asked for, in pixels. */
const SHOWN_MAX_PX = 8192;
const Pixels = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(SHOWN_MAX_PX));
/** How large a picture is shown, in device pixels; null: not at all. */
export const ShownSize = v.nullable(v.object({ width: Pixels, height: Pixels }));
export type ShownSize = v.InferOutput<typeof ShownSize>;

export const ControlMessage = v.variant('t', [
  /** Proof that this DTLS session ends at the certified peer (see core/mesh/binding). */
  v.object({ t: v.literal('bind'), signature: Signature }),
  v.object({ t: v.literal('state'), state: MemberState }),
  /** Host only: renews certificate, pass and, where it changed, the call key. A JWS by the authority. */
  v.object({ t: v.literal('admission'), jws: CompactJws }),
  /** The newest rules that the sender knows (wire/rules): counts by its own signature and number, not by who passes it on. */
  v.object({ t: v.literal('rules'), jws: CompactJws }),
  /** Host only. */
  v.object({ t: v.literal('order'), order: Order }),
  /** How large the sender of this shows the receiver's pictures: it need not be sent more. */
  v.object({ t: v.literal('view'), camera: ShownSize, screen: ShownSize }),
  /** Whether the line made the sender of this hold back its camera's picture from the receiver. */
  v.object({ t: v.literal('withheld'), camera: v.boolean() }),
  TranscriptNotice,
  CaptionsWish,
  CaptionMessage,
  v.object({ t: v.literal('bye'), reason: v.picklist(['away', 'leave', 'end']) }),
]);
export type ControlMessage = v.InferOutput<typeof ControlMessage>;
