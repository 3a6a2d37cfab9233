import type { Communicator, Request } from "../../index.ts";
import type { Check } from "../benchmark.ts";

/** A collective with arrays of so many bytes for each rank. */
export interface Operation extends Check {
  /** The i-th in a row. The root goes round: one that stays the same would run ahead, and its time would not be the others'. */
  readonly start: (i: number) => Request<unknown>;
}

export type Operations = Readonly<Record<string, (world: Communicator, bytes: number) => Operation>>;

/** The ranks in turn. */
export function rootsOf<T>({ size }: Communicator, options: (root: number) => T): (i: number) => T {
  const all = Array.from({ length: size }, (_, root) => options(root));
  return (i) => all[i % size];
}
