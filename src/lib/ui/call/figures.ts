/** The figures of a connection as labelled text. */
import type { ConnectionFigures } from '../../core/call/participant.ts';
import type { Messages } from '../../i18n/language.ts';

const PERCENT = 100;

export function figureRows(
  figures: ConnectionFigures | undefined,
  { figures: t }: Messages['call'],
): readonly { readonly label: string; readonly value: string }[] {
  const shown = <T>(value: T | undefined, text: (value: T) => string): string =>
    value === undefined ? t.unknown : text(value);
  const kbps = (value: number | undefined): string => shown(value, (known) => t.kbps(Math.round(known)));
  const size =
    figures?.frameWidth !== undefined && figures.frameHeight !== undefined
      ? t.frames(
          figures.frameWidth,
          figures.frameHeight,
          figures.framesPerSecond === undefined ? undefined : Math.round(figures.framesPerSecond),
        )
      : t.unknown;
  return [
    { label: t.send, value: kbps(figures?.sendKbps) },
    { label: t.receive, value: kbps(figures?.receiveKbps) },
    { label: t.loss, value: shown(figures?.loss, (loss) => t.percent(Math.round(loss * PERCENT * 10) / 10)) },
    { label: t.roundTrip, value: shown(figures?.roundTripMs, (ms) => t.ms(Math.round(ms))) },
    { label: t.size, value: size },
    { label: t.video, value: figures?.videoCodec ?? t.unknown },
    { label: t.audio, value: figures?.audioCodec ?? t.unknown },
    { label: t.path, value: figures?.path ?? t.unknown },
  ];
}
