import { HEAD_WORDS, LENGTH, Records } from "./records.ts";

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

  /** The first message is here; gives room for the rest, where there is more. */
  begin(): Float64Array | undefined {
    if (this.doubles.buffer !== this.#head.buffer) this.adopt(this.#head.buffer);
    const words = this.ints[LENGTH];
    this.used = words;
    if (words <= HEAD_WORDS) return undefined;
    if (this.#grown === undefined || this.#grown.length < words)
      this.#grown = new Float64Array(Math.max(words, 2 * (this.#grown?.length ?? 0)));
    this.adopt(this.#grown.buffer);
    this.#grown.set(this.#head);
    return this.#grown.subarray(HEAD_WORDS, words);
  }
}
