const EPOCH = 0;
const FIRST = 1;

/** Why a rank is gone, as it stands on the board. */
export const LOST_FAILED = 1;
export const LOST_LEFT = 2;
/** Not gone yet, but its arrays must not be read any more. */
const GOING = 3;
/** A thread that waits for its readers looks again this often. */
const READING_MS = 100;

/**
 * Which ranks of the world are gone for ever, in memory that the rank shares with the thread that hears of it. Words:
 * [epoch, a reason for each world rank, how many threads read each world rank's memory now, which loss each world rank was].
 * Whoever marks rings the doorbells afterwards.
 */
export class LossBoard {
  readonly #words: Int32Array;
  readonly #size: number;

  constructor(buffer: ArrayBufferLike) {
    this.#words = new Int32Array(buffer);
    this.#size = (this.#words.length - FIRST) / 3;
  }

  static bytes(size: number): number {
    return (FIRST + 3 * size) * 4;
  }

  /** Losses are numbered from 1, in the order in which all ranks hear of them. One thread alone marks. */
  mark(rank: number, reason: number, ordinal: number): void {
    if (this.reason(rank) !== 0) return;
    // Whoever sees the reason finds the number.
    Atomics.store(this.#words, this.#ordinalOf(rank), ordinal);
    Atomics.store(this.#words, FIRST + rank, reason);
    this.stir();
  }

  /** There is news: whoever looks at the epoch looks closer. */
  stir(): void {
    Atomics.add(this.#words, EPOCH, 1);
  }

  /** A thread says of itself that it is about to end, with all its memory; and waits for those that are reading there. */
  going(rank: number): void {
    Atomics.compareExchange(this.#words, FIRST + rank, 0, GOING);
    const readers = this.#readersOf(rank);
    for (let n = Atomics.load(this.#words, readers); n > 0; n = Atomics.load(this.#words, readers))
      Atomics.wait(this.#words, readers, n, READING_MS);
  }

  /**
   * Reads a thread's memory by `read`; false, without having read, when the thread is about to end. The reader counts itself
   * first and looks after; the thread says that it goes first and looks at the count after: one of them sees the other.
   */
  whileThere(rank: number, read: () => boolean): boolean {
    const readers = this.#readersOf(rank);
    Atomics.add(this.#words, readers, 1);
    try {
      return Atomics.load(this.#words, FIRST + rank) === 0 && read();
    } finally {
      Atomics.sub(this.#words, readers, 1);
      Atomics.notify(this.#words, readers);
    }
  }

  #readersOf(rank: number): number {
    return FIRST + this.#size + rank;
  }

  #ordinalOf(rank: number): number {
    return FIRST + 2 * this.#size + rank;
  }

  /** Grows with all news: one load tells the engine that there is none. */
  get epoch(): number {
    return Atomics.load(this.#words, EPOCH);
  }

  /** 0 while the rank lives. */
  reason(rank: number): number {
    const reason = Atomics.load(this.#words, FIRST + rank);
    return reason === GOING ? 0 : reason;
  }

  /** Which loss the rank was; Infinity while it lives. */
  ordinal(rank: number): number {
    return this.reason(rank) === 0 ? Infinity : Atomics.load(this.#words, this.#ordinalOf(rank));
  }
}
