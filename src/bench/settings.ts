import { RanksError } from "../errors.ts";

/** What the command tells the ranks that measure: their one argument, as JSON. */
export interface Settings {
  readonly sizes: readonly number[];
  /** Batches measured for each size; as many as are good for a median and fit into two seconds unless said. */
  readonly samples?: number;
  /** `await` in place of `wait()`. */
  readonly awaiting: boolean;
  /** For the report: what carries the messages. */
  readonly transport: string;
  readonly json: boolean;
  /** Whether to tell on stderr how far it got. */
  readonly progress: boolean;
}

export function readSettings(): Settings {
  const text = process.argv.at(2);
  if (text === undefined) {
    throw new RanksError(
      "ERR_RANKS_USAGE",
      "This program measures for `ranks bench`. Start it with that command.",
    );
  }
  return JSON.parse(text) as Settings;
}
