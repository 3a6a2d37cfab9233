import type { Communicator } from "../../comm/communicator.ts";
import type { Message } from "../messages.ts";
import type { Aggregated, Aggregators, Contribution, NoAggregators } from "./aggregators.ts";

/** What a rank knows and can do in one superstep of `supersteps`. It is of use until the step is over. */
export interface Context<A extends Aggregators = NoAggregators> {
  readonly rank: number;
  readonly size: number;
  /** The number of this superstep, from 0; it goes on counting where a run goes on from a checkpoint. */
  readonly superstep: number;
  /** The communicator that was given. A collective needs all ranks: those that have halted don't call it. */
  readonly comm: Communicator;

  /** What was sent to this rank in the superstep before, by source, then in the order in which it was sent. */
  messages<T = unknown>(): readonly Message<T>[];

  /**
   * Sends a value, which rank `dest` gets in the next superstep, and wakes it. It is copied here and now.
   *
   * Throws ERR_RANKS_RANK, ERR_RANKS_TAG, ERR_RANKS_VALUE.
   */
  send(value: unknown, to: { readonly dest: number; readonly tag?: number }): void;

  /**
   * Contributes to a global value, which all ranks read in the next superstep. Contributions are combined by rank, and then in the
   * order of that rank's program: all ranks have the same bits.
   *
   * Throws ERR_RANKS_USAGE for a name that is not among the options' `aggregators`, or a value that its operation can't combine.
   */
  aggregate<K extends keyof A & string>(name: K, value: Contribution<A[K]>): void;

  /** What came of the contributions of the superstep before. */
  readonly aggregated: Aggregated<A>;

  /** Votes for the end: this rank's step is not called again unless a message comes, and then it must vote anew. */
  halt(): void;
}
