/** Reads Automerge's binary format: numbers as LEB128, and bytes by their length. Throws `Malformed` where it cannot. */

/** These bytes are not what they should be. */
export class Malformed extends Error {}

const PAYLOAD_BITS = 7;
const PAYLOAD = 0x7f;
const FURTHER = 0x80;
const SIGN = 0x40;
/** Of a 64-bit number. */
const NUMBER_MAX_BYTES = 10;

export class Leb {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  get at(): number {
    return this.#at;
  }

  byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new Malformed();
    return byte;
  }

  /** An unsigned number that a JavaScript number holds exactly. */
  unsigned(): number {
    let value = 0;
    for (let i = 0; i < NUMBER_MAX_BYTES; i++) {
      const byte = this.byte();
      value += (byte & PAYLOAD) * 2 ** (PAYLOAD_BITS * i);
      if (byte < FURTHER) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
    }
    throw new Malformed();
  }

  signed(): number {
    let value = 0;
    for (let i = 0; i < NUMBER_MAX_BYTES; i++) {
      const byte = this.byte();
      value += (byte & PAYLOAD) * 2 ** (PAYLOAD_BITS * i);
      if (byte < FURTHER) {
        if (byte & SIGN) value -= 2 ** (PAYLOAD_BITS * (i + 1));
        if (Math.abs(value) > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
    }
    throw new Malformed();
  }

  /** Passes over one number, however great. */
  skipNumber(): void {
    for (let i = 0; i < NUMBER_MAX_BYTES; i++) if (this.byte() < FURTHER) return;
    throw new Malformed();
  }

  take(length: number): Uint8Array {
    if (length > this.left) throw new Malformed();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
