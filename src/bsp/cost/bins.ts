import type { Report } from "./report.ts";

/** More bars nobody can tell apart. */
const MOST_BARS = 60;

/** Supersteps that one pair of bars stands for: their mean, in microseconds. */
export interface Bin {
  readonly first: number;
  readonly count: number;
  readonly work: number;
  readonly words: number;
  readonly barrier: number;
  readonly predicted: number;
  readonly measured: number;
}

/** Each superstep by itself, or neighbours together where there are too many. */
export function binned(report: Report): Bin[] {
  const { supersteps, machine } = report;
  const count = Math.max(1, Math.ceil(supersteps.length / MOST_BARS));
  const bins: Bin[] = [];
  for (let first = 0; first < supersteps.length; first += count) {
    const some = supersteps.slice(first, first + count);
    const mean = (of: (superstep: (typeof some)[number]) => number): number =>
      some.reduce((sum, superstep) => sum + of(superstep), 0) / some.length;
    bins.push({
      first,
      count: some.length,
      work: mean(({ work }) => work),
      words: mean(({ h }) => h * machine.g),
      barrier: machine.l,
      predicted: mean((superstep) => report.predicted(superstep)),
      measured: mean(({ measured }) => measured),
    });
  }
  return bins;
}

export interface Unit {
  readonly name: string;
  /** What microseconds are to be multiplied by. */
  readonly factor: number;
}

export function unitFor(microseconds: number): Unit {
  if (microseconds >= 2e6) return { name: "s", factor: 1e-6 };
  if (microseconds >= 2e3) return { name: "ms", factor: 1e-3 };
  return { name: "µs", factor: 1 };
}
