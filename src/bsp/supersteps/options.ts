import type { BspOptions } from "../bsp.ts";
import type { Report } from "../cost/report.ts";
import type { Message } from "../messages.ts";
import type { Aggregated, Aggregators } from "./aggregators.ts";
import type { Context } from "./context.ts";

/** A superstep of one rank: gives the new state, or nothing where it has changed the state in place. */
export type Step<S, A extends Aggregators> = (
  state: S,
  context: Context<A>,
) => S | void | PromiseLike<S | void>;

/** With `profile`, the result's `report` tells what each superstep cost. */
export interface SuperstepsOptions<S, A extends Aggregators> extends BspOptions {
  /** Global values that the ranks compute together, each with an operation such as `sum` or `max`. The same on every rank. */
  readonly aggregators?: A;
  /** The run stops after so many supersteps, those before a restart included, and says so: `halted` is false. Without end by default. */
  readonly limit?: number;
  readonly checkpoint?: CheckpointOptions<S>;
}

/** States are written every so often, and a run that is started again goes on from there. */
export interface CheckpointOptions<S> {
  /**
   * Where; made where it is not there. All ranks, on whatever host, must see the same directory, and only one run at a time may use
   * it.
   */
  readonly directory: string;
  /**
   * Of the program and of what its answer depends on, such as its arguments. Checkpoints of another name are refused
   * (ERR_RANKS_USAGE).
   */
  readonly name: string;
  /** Supersteps from one to the next. */
  readonly every: number;
  /** They stay when the run has ended well; otherwise they are removed, and the directory where it is empty then. */
  readonly keep?: boolean;
  /**
   * Divides what the ranks of the run before had among `size` others. Rank 0 calls it, with the shares of all. Without it, going on
   * with another number of ranks is refused (ERR_RANKS_USAGE).
   */
  readonly repartition?: (shares: readonly Share<S>[], size: number) => readonly Share<S>[];
}

/** What one rank has between two supersteps. */
export interface Share<S> {
  readonly state: S;
  /** What the next superstep will read; in an answer of `repartition` in the order given, and none where left out. */
  readonly messages?: readonly Message<unknown>[];
}

export interface SuperstepsResult<S, A extends Aggregators> {
  /** This rank's, after its last superstep. */
  readonly state: S;
  /** How many there were, those before a restart included. */
  readonly supersteps: number;
  /** All ranks have voted for the end; false where `limit` stopped them. */
  readonly halted: boolean;
  /** Of the last superstep. */
  readonly aggregated: Aggregated<A>;
  /** The superstep of the checkpoint from which the run went on; undefined where it began at 0. */
  readonly resumedFrom: number | undefined;
  /** As that of `Bsp`; of the supersteps since the start or the restart. */
  readonly report: () => Promise<Report | undefined>;
}
