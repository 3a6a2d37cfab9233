import { PIECE_BYTES } from "./batch.ts";

/** On a fast network much has to be under way to keep it busy while pumps sleep and wake. */
const MOST = 16 << 20;
const FIRST = 4 << 20;

/** A piece that comes within QUICK_MS makes room for more, one that takes SLOW_MS for less. */
const QUICK_MS = 10;
const SLOW_MS = 20;

/**
 * How many bytes of arrays may be under way from one process to another: as many as arrive within some milliseconds, since what
 * is sent after them has to wait for them. On a link of 1 Gbit/s that is 1 to 2 MiB.
 */
export class LoanWindow {
  #limit = FIRST;
  #used = 0;

  /** Whether a further piece may go out. */
  get open(): boolean {
    return this.#used < this.#limit;
  }

  sent(bytes: number): void {
    this.#used += bytes;
  }

  /** A piece has arrived, and that was known after `ms`. */
  arrived(bytes: number, ms: number): void {
    this.#used -= bytes;
    if (ms < QUICK_MS) this.#limit = Math.min(MOST, this.#limit + bytes);
    else if (ms > SLOW_MS) this.#limit = Math.max(PIECE_BYTES, this.#limit / 2);
  }
}
