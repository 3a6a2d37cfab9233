import type { Communicator } from "../index.ts";
import type { ColumnName } from "./columns.ts";
import type { MeasurePlan } from "./measure-plan.ts";
import type { Figures, Result, Timing } from "./result.ts";
import type { Settings } from "./settings.ts";

/** What a benchmark measures, in order. It gets back what each case took, the same numbers on every rank. */
export type Cases = Generator<Case, void, Timing>;

interface Shown {
  /** The title of its table. */
  readonly title: string;
  /** What its table shows, beside the size and the times. */
  readonly columns: readonly ColumnName[];
}

/** Measured by the ranks of one job. */
export interface Benchmark extends Shown {
  /** Sizes when nobody says which, and those that stand for them in `ranks bench all`. */
  readonly sizes: readonly number[];
  readonly summarySizes: readonly number[];
  /** Where it measures several operations, of which some can be chosen. */
  readonly operations?: readonly string[];
  readonly cases: (world: Communicator, settings: Settings) => Cases;
}

/** Measured by who starts the jobs. */
export interface Outside extends Shown {
  readonly measure: (plan: MeasurePlan) => AsyncGenerator<Result, void>;
}

/** One line of a benchmark's table. All ranks go through the same cases. */
export interface Case {
  /** The curve that the case is a point of. */
  readonly series: string;
  readonly bytes: number;
  /** Messages that wait to be matched. */
  readonly queued?: number;
  /** One exchange takes the time of so many messages in a row; 1 unless said. */
  readonly messages?: number;
  /** Missing on a rank that sits this one out; rank 0 never does. */
  readonly exchange?: Exchange;
  readonly check?: Check;
  /** What follows from the microseconds of one message. */
  readonly figures?: (us: number) => Figures;
}

/** One exchange between ranks, `repeats` times in a row, in both forms. */
export interface Exchange {
  blocking(repeats: number): void;
  awaiting(repeats: number): Promise<void>;
}

/** How `--check` tells whether the exchange moved the right data. */
export interface Check {
  /** Writes what only this rank sends in only this round, and spoils what is to be received. */
  prepare(round: number): unknown;
  /** Throws where something else than that has arrived. */
  verify(round: number): unknown;
}

/** Megabytes a second where `bytes` take so many microseconds. */
export const bandwidthOf =
  (bytes: number) =>
  (us: number): Figures => ({ megabytesPerSecond: bytes / us });
