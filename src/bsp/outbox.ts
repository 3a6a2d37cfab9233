import type { TypedArray } from "../wire/element.ts";
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

/** What one rank has to tell another at the next sync. */
export class Outbox extends Records {
  /** Large pieces that follow in messages of their own, in this order. */
  readonly pieces: TypedArray[] = [];
  asks = 0;
  changes = 0;

  constructor() {
    super(HEAD_WORDS);
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

  /** Writes what a message begins with; gives its words. */
  seal(): number {
    this.ints[LENGTH] = this.used;
    this.ints[ASKS] = this.asks;
    this.ints[CHANGES] = this.changes;
    return this.used;
  }

  /** Empty again, for the next superstep. */
  clear(): void {
    this.used = PREFIX_WORDS;
    this.pieces.length = 0;
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
