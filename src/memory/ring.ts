import { ENVELOPE_BYTES, ENVELOPE_WORDS, PADDING, SIZE } from "../wire/envelope.ts";
import type { Kind, TypedArray } from "../wire/element.ts";
import { copyIn } from "./copy.ts";
import type { Doorbell } from "./doorbell.ts";
import type { Landings } from "./landings.ts";
import { LINE } from "./layout.ts";
import type { Memory } from "./memory.ts";

/**
 * A byte ring with one writer and one reader, in shared memory. Positions only grow (modulo 2^32).
 *
 * A record is published by its own first word, as in FastForward (Giacomoni, Moseley, Vachharajani 2008): envelope and signal
 * travel in one cache line, and the reader looks at no shared position. The writer clears the next record's first word before
 * it publishes this one, so what the reader finds there is 0 or a whole record.
 *
 * The reader hands space back in steps of an eighth; the writer keeps a copy of `head` and reads the shared one only when that
 * says full. The largest record is an eighth of the capacity: with the padding before it and the cleared word after it, it
 * always fits an empty ring.
 */
const HEAD = 0;
const STARVED = 1;

export class RingWriter {
  /** Payload bytes that fit one record. */
  readonly largest: number;
  readonly eager: number;
  readonly direct: boolean;
  readonly landings: Landings | undefined;
  readonly #memory: Memory;
  readonly #words: Int32Array;
  readonly #control: number;
  readonly #data: number;
  readonly #capacity: number;
  readonly #reader: Doorbell;
  #tail = 0;
  #head = 0;

  /** `direct` tells whether the reader can reach this process's memory; `landings` are those of a pump that can. */
  constructor(
    memory: Memory,
    offset: number,
    capacity: number,
    reader: Doorbell,
    direct = false,
    eager = Infinity,
    landings?: Landings,
  ) {
    this.largest = capacity / 8 - ENVELOPE_BYTES;
    this.eager = Math.min(eager, this.largest);
    this.direct = direct;
    this.landings = landings;
    this.#memory = memory;
    this.#words = memory.i32;
    this.#control = offset >> 2;
    this.#data = offset + LINE;
    this.#capacity = capacity;
    this.#reader = reader;
  }

  /**
   * Writes the envelope and `count` elements of `array` from `first`, publishes and wakes the reader if it sleeps; false when
   * the ring is full. `envelope[SIZE]` must be set.
   */
  tryWrite(envelope: Int32Array, kind: Kind, array: TypedArray, first: number, count: number): boolean {
    const record = ENVELOPE_BYTES + ((envelope[SIZE] + 6) & ~7);
    const at = this.#tail & (this.#capacity - 1);
    const room = this.#capacity - at;
    const padding = record > room ? room : 0;
    if (!this.#fits(padding + record + 8)) return false;

    const start = this.#data + (padding === 0 ? at : 0);
    const words = this.#words;
    const word = start >> 2;
    const next = (this.#tail + padding + record) | 0;
    words[(this.#data + (next & (this.#capacity - 1))) >> 2] = 0;
    for (let i = 1; i < ENVELOPE_WORDS; i++) words[word + i] = envelope[i];
    if (count > 0) copyIn(this.#memory, start + ENVELOPE_BYTES, kind, array, first, count);
    Atomics.store(words, word, envelope[SIZE]);
    if (padding !== 0) Atomics.store(words, (this.#data + at) >> 2, PADDING);
    this.#tail = next;
    this.#reader.ring();
    return true;
  }

  #fits(bytes: number): boolean {
    if (this.#capacity - ((this.#tail - this.#head) | 0) >= bytes) return true;
    this.#head = Atomics.load(this.#words, this.#control + HEAD);
    if (this.#capacity - ((this.#tail - this.#head) | 0) >= bytes) return true;
    // Ask to be woken, then look again: the reader publishes its head first and reads this flag after.
    Atomics.store(this.#words, this.#control + STARVED, 1);
    this.#head = Atomics.load(this.#words, this.#control + HEAD);
    return this.#capacity - ((this.#tail - this.#head) | 0) >= bytes;
  }
}

export class RingReader {
  readonly #words: Int32Array;
  readonly #control: number;
  readonly #data: number;
  readonly #capacity: number;
  readonly #writer: Doorbell;
  #head = 0;
  #published = 0;

  constructor(memory: Memory, offset: number, capacity: number, writer: Doorbell) {
    this.#words = memory.i32;
    this.#control = offset >> 2;
    this.#data = offset + LINE;
    this.#capacity = capacity;
    this.#writer = writer;
  }

  /** Byte position of the next record's envelope in the memory, or 0 when there is none (no ring starts there). */
  peek(): number {
    const mask = this.#capacity - 1;
    let at = this.#data + (this.#head & mask);
    // A plain look is cheap and may come too early, never too late. What follows is ordered by the atomic load.
    if (this.#words[at >> 2] === 0) return 0;
    let size = Atomics.load(this.#words, at >> 2);
    if (size === PADDING) {
      this.#head = (this.#head + this.#capacity - (this.#head & mask)) | 0;
      at = this.#data;
      size = Atomics.load(this.#words, at >> 2);
      if (size === 0) return 0;
    }
    return at;
  }

  /** Gives the space of the record that `peek` found back to the writer. */
  consume(at: number): void {
    this.#head = (this.#head + ENVELOPE_BYTES + ((this.#words[at >> 2] + 6) & ~7)) | 0;
    if (((this.#head - this.#published) | 0) >= this.#capacity >> 3) this.#publish();
  }

  #publish(): void {
    this.#published = this.#head;
    Atomics.store(this.#words, this.#control + HEAD, this.#head);
    if (Atomics.load(this.#words, this.#control + STARVED) !== 0) {
      Atomics.store(this.#words, this.#control + STARVED, 0);
      this.#writer.ring();
    }
  }
}
