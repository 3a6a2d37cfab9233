import { RanksError } from "../../errors.ts";
import type { Aggregated, Aggregators } from "./aggregators.ts";

/** This rank's contributions to the global values, and what comes of all ranks'. */
export class Aggregation<A extends Aggregators> {
  readonly #aggregators: A;
  /** In an order that does not depend on how a rank wrote them down. */
  readonly #names: readonly string[];
  #own: unknown[] = [];

  constructor(aggregators: A) {
    this.#aggregators = aggregators;
    this.#names = Object.keys(aggregators).sort();
  }

  add(name: string, value: unknown): void {
    const at = this.#names.indexOf(name);
    if (at < 0) {
      const what = `there is no aggregator ${JSON.stringify(name)}; name it in the options of supersteps()`;
      throw new RanksError("ERR_RANKS_USAGE", what);
    }
    const op = this.#aggregators[name];
    op.check(value);
    const before = this.#own[at];
    this.#own[at] = before === undefined ? value : op.scalar(before, value);
  }

  /** This superstep's, one for each name, undefined where there is none; an empty list where there is none at all. */
  take(): readonly unknown[] {
    const own = this.#own;
    if (own.length > 0) own.length = this.#names.length;
    this.#own = [];
    return Array.from(own);
  }

  /** The contributions of all ranks, in rank order. */
  combine(contributions: readonly (readonly unknown[])[]): Aggregated<A> {
    const all: Record<string, unknown> = {};
    for (const [rank, list] of contributions.entries()) {
      if (list.length > 0 && list.length !== this.#names.length) {
        const what = `rank ${rank} has ${list.length} aggregators where this rank has ${this.#names.length}; give every rank the same`;
        throw new RanksError("ERR_RANKS_MISMATCH", what);
      }
      for (const [at, value] of list.entries()) {
        if (value === undefined) continue;
        const name = this.#names[at];
        const before = all[name];
        all[name] = before === undefined ? value : this.#aggregators[name].scalar(before, value);
      }
    }
    return all as Aggregated<A>;
  }
}
