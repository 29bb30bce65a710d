/**
 * One file that is being received: its bytes in their order, from one holder after another. Only the whole can be verified, so
 * where it is false and several holders had a hand in it, it is received again, each time from one holder alone.
 */
import { toBase64Url } from '../../wire/bytes.ts';
import { parse, Sha256, type PeerId } from '../../wire/ids.ts';

export interface Assembly {
  readonly received: number;
  /** Whether this peer may go on where the last one stopped; else it starts anew. */
  begin(from: PeerId): void;
  /** 'bad': not the bytes that come next, or more than there are. */
  add(offset: number, bytes: Uint8Array): 'more' | 'whole' | 'bad';
  /** The file where it is what it should be; else everything is thrown away. */
  verified(): Promise<Blob | undefined>;
  /** Whose fault a false file is; undefined where several peers may have been it. */
  readonly culprit: PeerId | undefined;
}

/** SHA-256 as a name. */
export async function sha256Of(bytes: Blob): Promise<Sha256> {
  const digest = await crypto.subtle.digest('SHA-256', await bytes.arrayBuffer());
  const hash = parse(Sha256, toBase64Url(new Uint8Array(digest)));
  if (!hash) throw new Error('a digest is 32 bytes');
  return hash;
}

export function createAssembly(file: { readonly sha256: Sha256; readonly size: number }): Assembly {
  let parts: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  const sources = new Set<PeerId>();
  let alone = false;
  let culprit: PeerId | undefined;
  const reset = (): void => {
    parts = [];
    received = 0;
    sources.clear();
  };
  return {
    get received() {
      return received;
    },
    get culprit() {
      return culprit;
    },
    begin(from) {
      if (alone && !sources.has(from)) reset();
      sources.add(from);
    },
    add(offset, bytes) {
      if (offset !== received || received + bytes.length > file.size) return 'bad';
      parts.push(new Uint8Array(bytes));
      received += bytes.length;
      return received === file.size ? 'whole' : 'more';
    },
    async verified() {
      const whole = new Blob(parts);
      culprit = undefined;
      if (whole.size === file.size && (await sha256Of(whole)) === file.sha256) return whole;
      if (sources.size === 1) [culprit] = sources;
      else alone = true;
      reset();
      return undefined;
    },
  };
}
