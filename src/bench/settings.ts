/** What the command tells the ranks that measure: their one argument, as JSON. */
export interface Settings {
  readonly benchmark: string;
  readonly sizes: readonly number[];
  /** `await` in place of `wait()`. */
  readonly awaiting: boolean;
  /** Whether the data is verified. */
  readonly check: boolean;
  /** How often each case is measured. */
  readonly repetitions: number;
  /** Batches measured in each repetition; unless said, as many as fit into the time. */
  readonly samples?: number;
  /** Milliseconds for all repetitions of a case, where `samples` is not given. */
  readonly caseMs: number;
  /** The collectives to measure; all unless said. */
  readonly operations?: readonly string[];
}
