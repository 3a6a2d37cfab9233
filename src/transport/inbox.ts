import { FLAGS, LEAVING, SEQUENCE } from "./batch.ts";
import type { Batch } from "./batch.ts";

/**
 * What has come from one process: sequence numbers turn a loss into an error, and what is kept here until the ranks have room
 * never costs more than the window.
 */
export class Inbox {
  readonly #window: number;
  #sequence = 0;
  #received = 0;
  #released = 0;
  /** The other side said that it goes. */
  leaving = false;

  constructor(window: number) {
    this.#window = window;
  }

  /** Books a batch; the answer is what is wrong with it for a peer that holds the job's token. */
  book(batch: Batch): string | undefined {
    const expected = (this.#sequence + 1) | 0;
    const sequence = batch.words[SEQUENCE];
    if (sequence !== expected) return `batch ${expected >>> 0} was expected and ${sequence >>> 0} came`;
    this.#sequence = sequence;
    this.#received = (this.#received + batch.cost) | 0;
    if (this.held > this.#window) return "it sent more than it had credit for";
    if ((batch.words[FLAGS] & LEAVING) !== 0) this.leaving = true;
    return undefined;
  }

  /** A batch has been copied to its ranks. */
  release(cost: number): void {
    this.#released = (this.#released + cost) | 0;
  }

  /** What is kept here, as cost. */
  get held(): number {
    return (this.#received - this.#released) | 0;
  }

  /** The last sequence number. */
  get seen(): number {
    return this.#sequence;
  }

  /** All that was released, modulo 2^32. */
  get released(): number {
    return this.#released;
  }
}
