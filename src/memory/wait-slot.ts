const SEQUENCE = 0;
const LENGTH = 1;
const TEXT = 2;
const WORDS = 32;
const TEXT_BYTES = (WORDS - TEXT) * 4;

/** A reader who comes at a bad moment looks again so often. */
const LOOKS = 100;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const ELLIPSIS = encoder.encode("…");

/**
 * What a rank waits for, as a short text that other threads of its process can read. Words: [sequence, length in bytes, text].
 *
 * One thread writes; the sequence is odd while it does. A reader who finds it odd, or changed after reading, looks again. All
 * words are accessed sequentially consistently, so what lies between two equal even sequences is what was written between them.
 */
export class WaitSlot {
  readonly #words: Int32Array;
  readonly #text = new Int32Array(WORDS - TEXT);
  readonly #bytes = new Uint8Array(this.#text.buffer);
  #shown = false;

  constructor(buffer: ArrayBufferLike, index: number) {
    this.#words = new Int32Array(buffer, 4 * WORDS * index, WORDS);
  }

  static bytes(slots: number): number {
    return 4 * WORDS * slots;
  }

  /** The writer: what does not fit is cut off, and ends in an ellipsis. */
  show(text: string): void {
    this.#shown = true;
    this.#write(text);
  }

  /** The writer waits no longer. Costs nothing where nothing was shown. */
  clear(): void {
    if (!this.#shown) return;
    this.#shown = false;
    this.#write("");
  }

  #write(text: string): void {
    const length = this.#encode(text);
    Atomics.add(this.#words, SEQUENCE, 1);
    Atomics.store(this.#words, LENGTH, length);
    for (let i = 0; i < length / 4; i++) Atomics.store(this.#words, TEXT + i, this.#text[i]);
    Atomics.add(this.#words, SEQUENCE, 1);
  }

  /** Null where the rank does not wait. */
  read(): string | null {
    for (let look = 0; look < LOOKS; look++) {
      const sequence = Atomics.load(this.#words, SEQUENCE);
      const length = Math.min(Atomics.load(this.#words, LENGTH), TEXT_BYTES);
      for (let i = 0; i < length / 4; i++) this.#text[i] = Atomics.load(this.#words, TEXT + i);
      if (sequence % 2 !== 0 || Atomics.load(this.#words, SEQUENCE) !== sequence) continue;
      return length === 0 ? null : decoder.decode(this.#bytes.subarray(0, length));
    }
    return null;
  }

  /** Its length in bytes. */
  #encode(text: string): number {
    const { read, written } = encoder.encodeInto(text, this.#bytes);
    if (read === text.length) return written;
    const cut = encoder.encodeInto(text, this.#bytes.subarray(0, TEXT_BYTES - ELLIPSIS.length)).written;
    this.#bytes.set(ELLIPSIS, cut);
    return cut + ELLIPSIS.length;
  }
}
