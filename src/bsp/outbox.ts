import { storageOver } from "../wire/element.ts";
import type { Kind, TypedArray } from "../wire/element.ts";
import {
  ASKS,
  bytesOf,
  CHANGES,
  firstWord,
  HEAD_WORDS,
  LENGTH,
  PREFIX_WORDS,
  Records,
  wordsOf,
} from "./records.ts";
import { gather } from "./section.ts";
import type { Section } from "./section.ts";

/** What one rank has to tell another at the next sync. */
export class Outbox extends Records {
  /** Large pieces that follow in messages of their own, in this order. */
  readonly pieces: TypedArray[] = [];
  asks = 0;
  changes = 0;
  /** Memory of copies, by their place among the pieces; as much of it as the latest superstep with pieces used. */
  #copies: ArrayBuffer[] = [];
  #head: Float64Array;

  constructor() {
    super(HEAD_WORDS);
    this.#head = this.doubles.subarray(0, PREFIX_WORDS);
  }

  /** A record of one word and a payload of one; gives the place of the payload. */
  short(type: number, subject: number, second: number): number {
    const at = this.#take(2);
    this.ints[2 * at] = firstWord(type, subject);
    this.ints[2 * at + 1] = second;
    return at + 1;
  }

  /** A record of two words and a payload; gives the place of the payload. */
  long(
    type: number,
    subject: number,
    second: number,
    third: number,
    fourth: number,
    payloadBytes: number,
  ): number {
    const at = this.#take(2 + wordsOf(payloadBytes));
    const { ints } = this;
    ints[2 * at] = firstWord(type, subject);
    ints[2 * at + 1] = second;
    ints[2 * at + 2] = third;
    ints[2 * at + 3] = fourth;
    return at + 2;
  }

  fill(at: number, array: TypedArray): void {
    if (array instanceof Float64Array) this.doubles.set(array, at);
    else this.bytes.set(bytesOf(array), 8 * at);
  }

  /** A copy of a large piece, to follow by itself. */
  pushCopy(kind: Kind, array: TypedArray, section: Section): void {
    const bytes = section.count * array.BYTES_PER_ELEMENT;
    const place = this.pieces.length;
    // Memory of this size is new each time, and its first use costs more than the copy.
    if ((this.#copies.at(place)?.byteLength ?? 0) < bytes) this.#copies[place] = new ArrayBuffer(bytes);
    const copy = storageOver(kind, this.#copies[place], 0, section.count);
    gather(array, section, copy);
    this.pieces.push(copy);
  }

  /** Whether there is nothing to tell. */
  get isEmpty(): boolean {
    return this.used === PREFIX_WORDS;
  }

  /** Writes what a message begins with. */
  seal(): void {
    const { used, ints } = this;
    ints[LENGTH] = used;
    ints[ASKS] = this.asks;
    ints[CHANGES] = this.changes;
  }

  /** As much of it as goes first. */
  get head(): Float64Array {
    const { used, doubles } = this;
    const words = Math.min(used, HEAD_WORDS);
    // A program's supersteps are like each other, and most views would be, too.
    if (this.#head.length !== words || this.#head.buffer !== doubles.buffer)
      this.#head = doubles.subarray(0, words);
    return this.#head;
  }

  /** What follows the first words. */
  after(words: number): Float64Array {
    return this.doubles.subarray(words, this.used);
  }

  /** Empty again, for the next superstep. */
  clear(): void {
    if (this.isEmpty) return;
    this.used = PREFIX_WORDS;
    if (this.pieces.length > 0) {
      this.#copies.length = Math.min(this.#copies.length, this.pieces.length);
      this.pieces.length = 0;
    }
    this.asks = 0;
    this.changes = 0;
  }

  #take(words: number): number {
    const at = this.used;
    const end = at + words;
    if (end > this.doubles.length) this.#grow(end);
    this.used = end;
    return at;
  }

  #grow(words: number): void {
    const old = this.doubles;
    this.adopt(new ArrayBuffer(8 * Math.max(2 * old.length, words)));
    this.doubles.set(old);
  }
}
