import { figure } from "#dist/drawing/figure.js";
import type { Cell } from "#dist/drawing/table.js";
import { formatSize } from "#dist/bench/sizes.js";
import { COLLECTIVES } from "./collectives.ts";
import type { Limit } from "./limits.ts";
import type { Point } from "./scaling.ts";
import type { Comparison } from "./validate.ts";
import type { Verdict } from "./verdict.ts";

const SHOWN = [2, 16, 64, 256, 1024, 4096, 16_384, 65_536, 100_000];

export const count = (ranks: number): string => ranks.toLocaleString("en");

/** 12.3 µs, 4.5 ms, 1.2 s. */
export function duration(us: number): string {
  if (us < 1000) return `${figure(us)} µs`;
  return us < 1e6 ? `${figure(us / 1000)} ms` : `${figure(us / 1e6)} s`;
}

/** A table, whoever shows it. */
export interface Rows {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export function times(points: readonly Point[]): Rows {
  const rows = COLLECTIVES.map((collective) => {
    const shown = SHOWN.map((ranks) => {
      const { timeUs } = points.find((point) => point.collective === collective && point.ranks === ranks)!;
      return { digits: duration(timeUs) };
    });
    return [collective, ...shown];
  });
  return { head: [`${formatSize(points[0].bytes)}, ranks:`, ...SHOWN.map(count)], rows };
}

export function proposals(verdicts: readonly Verdict[]): Rows {
  const rows = verdicts.map(({ collective, bytes, today, next, from, best }) => [
    collective,
    { digits: formatSize(bytes) },
    today,
    next,
    { digits: from === undefined ? "never" : count(from) },
    { digits: count(best.ranks) },
    { digits: duration(best.todayUs) },
    { digits: duration(best.nextUs) },
  ]);
  const head = ["collective", "piece", "today", "next", "1.5 times faster from", "most at", "today", "next"];
  return { head, rows };
}

export function bounds(limits: readonly Limit[]): Rows {
  const rows = limits.map(({ what, ranks, of, today, next }) => [
    { digits: ranks === undefined ? "never" : count(ranks) },
    `of a ${of}`,
    what,
    today,
    next,
  ]);
  return { head: ["ranks", "", "what happens", "today", "what would come next"], rows };
}

export function comparison(comparisons: readonly Comparison[]): Rows {
  const rows = comparisons.map(({ way, ranks, collective, bytes, modelUs, measuredUs }) => [
    way,
    ranks,
    collective,
    { digits: formatSize(bytes) },
    { digits: figure(modelUs) },
    { digits: figure(measuredUs) },
    { digits: (modelUs / measuredUs).toFixed(2) },
  ]);
  return { head: ["", "ranks", "collective", "piece", "model, µs", "measured, µs", "ratio"], rows };
}
