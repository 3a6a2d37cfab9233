import type { Decisions } from "../memory/decisions.ts";
import type { LossBoard } from "../memory/loss-board.ts";

/** What a rank says in an agreement. */
export interface Ballot {
  readonly context: number;
  readonly number: number;
  /** World ranks that take part, in the order of their communicator. */
  readonly ranks: readonly number[];
  /** 32 bits. */
  readonly flag: number;
  readonly proposal: number | null;
}

/** A rank's place in its job, as far as its engine is concerned. */
export interface Surroundings {
  readonly board: LossBoard;
  readonly decisions: Decisions;
  /** Which of its process's ranks it is: their places on `decisions`. */
  readonly place: number;
  /** Reaches whoever watches over the job; absent where nobody does. */
  readonly vote?: (ballot: Ballot) => void;
  /** Whether the rank goes on when others are lost. */
  readonly tolerant: boolean;
}
