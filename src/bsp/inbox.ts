import { ASKS, CHANGES, copyInts, HEAD_WORDS, LENGTH, PREFIX_WORDS, Records } from "./records.ts";

/** What has come from one rank. */
export class Inbox extends Records {
  readonly #head: Float64Array<ArrayBuffer>;
  #grown: Float64Array<ArrayBuffer> | undefined = undefined;

  constructor() {
    super(HEAD_WORDS);
    this.#head = this.doubles as Float64Array<ArrayBuffer>;
  }

  /** Where the first message goes. */
  get head(): Float64Array {
    return this.#head;
  }

  /** There is nothing. */
  clear(): void {
    if (this.used === PREFIX_WORDS) return;
    this.used = PREFIX_WORDS;
    this.ints[ASKS] = 0;
    this.ints[CHANGES] = 0;
  }

  /** Takes `words` from memory that another rank writes anew later. */
  read(ints: Int32Array, at: number, words: number): void {
    this.#useHead();
    if (words > HEAD_WORDS) this.adopt(this.#room(words).buffer);
    copyInts(ints, at, this.ints, 0, 2 * words);
    this.used = words;
  }

  /** The first `here` words are in the head, or all; gives room for the rest, where there is more. */
  begin(here: number): Float64Array | undefined {
    this.#useHead();
    const words = this.ints[LENGTH];
    this.used = words;
    if (words <= here) return undefined;
    const grown = this.#room(words);
    this.adopt(grown.buffer);
    grown.set(this.#head.subarray(0, here));
    return grown.subarray(here, words);
  }

  #useHead(): void {
    if (this.doubles.buffer !== this.#head.buffer) this.adopt(this.#head.buffer);
  }

  #room(words: number): Float64Array<ArrayBuffer> {
    if (this.#grown === undefined || this.#grown.length < words)
      this.#grown = new Float64Array(Math.max(words, 2 * (this.#grown?.length ?? 0)));
    return this.#grown;
  }
}
