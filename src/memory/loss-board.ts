const EPOCH = 0;
const FIRST = 1;

/** Why a rank is gone, as it stands on the board. */
export const LOST_FAILED = 1;
export const LOST_LEFT = 2;
/** Not gone yet, but its arrays must not be read any more. */
const GOING = 3;

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
    const before = Atomics.load(this.#words, FIRST + rank);
    if (before !== 0 && before !== GOING) return;
    if (Atomics.compareExchange(this.#words, FIRST + rank, before, reason) === before)
      Atomics.add(this.#words, EPOCH, 1);
  }

  /** A rank says of itself that it is about to end, with all its memory. */
  going(rank: number): void {
    Atomics.compareExchange(this.#words, FIRST + rank, 0, GOING);
  }

  /** Whether a rank's arrays may still be read. */
  isGoing(rank: number): boolean {
    return Atomics.load(this.#words, FIRST + rank) !== 0;
  }

  /** Grows with each loss: one load tells the engine that nothing is new. */
  get epoch(): number {
    return Atomics.load(this.#words, EPOCH);
  }

  /** 0 while the rank lives. */
  reason(rank: number): number {
    const reason = Atomics.load(this.#words, FIRST + rank);
    return reason === GOING ? 0 : reason;
  }
}
