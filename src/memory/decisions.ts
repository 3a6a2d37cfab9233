const STATE = 0;
const CONTEXT = 1;
const NUMBER = 2;
const FLAG = 3;
const LOSSES = 4;
const PROPOSAL = 5;
const ABSENT = 6;
const WORDS = 7;

const FREE = 0;
const OPEN = 1;
const DECIDED = 2;

/** So many agreements of one rank may be in flight. */
export const SLOTS = 32;

/** In the place of a number that is not there. */
const NONE = -1;

/** How an agreement ended. */
export interface Outcome {
  readonly flag: number;
  readonly losses: number;
  readonly proposal: number | null;
  readonly absent: number | null;
}

/**
 * Where the ranks of a process find how their agreements ended: each has SLOTS slots, which it opens before it votes. Whoever
 * hears of a decision fills the slots that wait for it, and nothing is kept that no rank waits for.
 */
export class Decisions {
  readonly #words: Int32Array;

  constructor(buffer: ArrayBufferLike) {
    this.#words = new Int32Array(buffer);
  }

  /** For a process with so many ranks. */
  static bytes(ranks: number): number {
    return ranks * SLOTS * WORDS * 4;
  }

  /** Takes a slot for the process's rank of this place; undefined when all are taken. Only that rank may. */
  open(place: number, context: number, number: number): number | undefined {
    const words = this.#words;
    const end = (place + 1) * SLOTS * WORDS;
    for (let slot = place * SLOTS * WORDS; slot < end; slot += WORDS) {
      if (Atomics.load(words, slot + STATE) !== FREE) continue;
      words[slot + CONTEXT] = context;
      words[slot + NUMBER] = number;
      Atomics.store(words, slot + STATE, OPEN);
      return slot;
    }
    return undefined;
  }

  /** Fills the slots that wait for this agreement; false when none does. */
  decide(context: number, number: number, { flag, losses, proposal, absent }: Outcome): boolean {
    const words = this.#words;
    let wanted = false;
    for (let slot = 0; slot < words.length; slot += WORDS) {
      if (Atomics.load(words, slot + STATE) !== OPEN) continue;
      if (words[slot + CONTEXT] !== context || words[slot + NUMBER] !== number) continue;
      words[slot + FLAG] = flag;
      words[slot + LOSSES] = losses;
      words[slot + PROPOSAL] = proposal ?? NONE;
      words[slot + ABSENT] = absent ?? NONE;
      Atomics.store(words, slot + STATE, DECIDED);
      wanted = true;
    }
    return wanted;
  }

  /** Undefined while it is open. */
  outcome(slot: number): Outcome | undefined {
    const words = this.#words;
    if (Atomics.load(words, slot + STATE) !== DECIDED) return undefined;
    const orNull = (value: number): number | null => (value === NONE ? null : value);
    return {
      flag: words[slot + FLAG],
      losses: words[slot + LOSSES],
      proposal: orNull(words[slot + PROPOSAL]),
      absent: orNull(words[slot + ABSENT]),
    };
  }

  /** Gives the slot back. Only a rank that opens no more does so before it is decided. */
  close(slot: number): void {
    Atomics.store(this.#words, slot + STATE, FREE);
  }
}
