/** The figures of a connection as labelled text (C9); what a browser does not tell is a dash. */
import type { ConnectionFigures } from '../../core/call/participant.ts';
import type { Messages } from '../../i18n/language.ts';

export interface FigureRow {
  readonly label: string;
  readonly value: string;
}
/** The same in both directions, seen from here. */
export interface FigurePair {
  readonly label: string;
  readonly received: string;
  readonly sent: string;
}
export interface FigureTexts {
  /** Of the connection as a whole. */
  readonly whole: readonly FigureRow[];
  readonly pairs: readonly FigurePair[];
}

const PERCENT = 100;
const KILO = 1000;

export function figureTexts(
  figures: ConnectionFigures | undefined,
  { figures: t }: Pick<Messages['call'], 'figures'>,
): FigureTexts {
  const sent = figures?.sent;
  const shown = <T>(value: T | undefined, text: (value: T) => string): string =>
    value === undefined ? t.unknown : text(value);
  const pair = <T>(label: string, [received, other]: readonly [T, T], text: (value: T) => string): FigurePair => ({
    label,
    received: text(received),
    sent: text(other),
  });
  const number = (unit: (value: number) => string) => (value: number | undefined) =>
    shown(value, (known) => unit(Math.round(known)));
  const percent = (loss: number | undefined): string =>
    shown(loss, (known) => t.percent(Math.round(known * PERCENT * 10) / 10));
  const size = (of: Partial<Pick<ConnectionFigures, 'frameWidth' | 'frameHeight'>> | undefined): string =>
    of?.frameWidth === undefined || of.frameHeight === undefined ? t.unknown : t.pixels(of.frameWidth, of.frameHeight);
  const text = (value: string | undefined): string => value ?? t.unknown;
  const path = (label: string): string => {
    const transport = label.split(' ')[0]?.toUpperCase() ?? '';
    return figures?.relayed ? t.relayed(transport) : t.direct(transport);
  };
  const limit = (why: string): string =>
    why === 'none' || why === 'bandwidth' || why === 'cpu' ? t.limits[why] : t.limits.other;

  return {
    whole: [
      { label: t.path, value: shown(figures?.path, path) },
      { label: t.roundTrip, value: number(t.ms)(figures?.roundTripMs) },
      { label: t.limit, value: shown(sent?.limitedBy, limit) },
      { label: t.capacity, value: shown(sent?.availableKbps, (kbps) => t.mbps((kbps / KILO).toFixed(1))) },
    ],
    pairs: [
      pair(t.bitRate, [figures?.receiveKbps, figures?.sendKbps], number(t.kbps)),
      pair(t.loss, [figures?.loss, sent?.loss], percent),
      pair(t.size, [figures, sent], size),
      pair(t.frameRate, [figures?.framesPerSecond, sent?.framesPerSecond], number(t.perSecond)),
      pair(t.video, [figures?.videoCodec, sent?.videoCodec], text),
      pair(t.audio, [figures?.audioCodec, sent?.audioCodec], text),
    ],
  };
}
