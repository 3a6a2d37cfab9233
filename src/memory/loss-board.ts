const EPOCH = 0;
const FIRST = 1;

/** Why a rank is gone, as it stands on the board. */
export const LOST_FAILED = 1;
export const LOST_LEFT = 2;

/**
 * Which ranks of the world are gone for ever, in memory that the rank shares with the thread that hears of it. Words:
 * [epoch, one reason for each world rank]. Whoever marks rings the doorbells afterwards.
 */
export class LossBoard {
  readonly #words: Int32Array;

  constructor(buffer: ArrayBufferLike) {
    this.#words = new Int32Array(buffer);
  }

  static bytes(size: number): number {
    return (FIRST + size) * 4;
  }

  mark(rank: number, reason: number): void {
    if (Atomics.compareExchange(this.#words, FIRST + rank, 0, reason) === 0)
      Atomics.add(this.#words, EPOCH, 1);
  }

  /** Grows with each loss: one load tells the engine that nothing is new. */
  get epoch(): number {
    return Atomics.load(this.#words, EPOCH);
  }

  /** 0 while the rank lives. */
  reason(rank: number): number {
    return Atomics.load(this.#words, FIRST + rank);
  }
}
