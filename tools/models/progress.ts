/** How far a download is, on a terminal as one line that is written over, in a log as a line for each tenth. */

const TENTH = 10; // per cent
const MEGABYTE = 1_000_000;
/** How often a terminal's line is written, in milliseconds. */
const PACE_MS = 200;

interface Out {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export function progressLine(
  out: Out,
  now: () => number = Date.now,
): (file: string, here: number, of: number | undefined) => void {
  let said = '';
  let at = 0;
  return (file, here, of) => {
    const percent = of === undefined ? undefined : Math.floor((here / of) * 100);
    const amount = `${(here / MEGABYTE).toFixed(1)} MB${percent === undefined ? '' : ` of ${(Number(of) / MEGABYTE).toFixed(1)} MB, ${percent} %`}`;
    const isEnd = here === of;
    if (out.isTTY) {
      if (!isEnd && now() - at < PACE_MS) return;
      at = now();
      out.write(`\r  ${file}: ${amount}\u001b[K${isEnd ? '\n' : ''}`);
      return;
    }
    const step = `${file} ${percent === undefined ? Math.floor(here / (50 * MEGABYTE)) : Math.floor(percent / TENTH)}`;
    if (step === said) return;
    said = step;
    out.write(`  ${file}: ${amount}\n`);
  };
}
