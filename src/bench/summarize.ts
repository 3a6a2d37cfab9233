import { median } from "simple-statistics";
import type { OverRanks, Timing } from "./result.ts";

/** Of one rank: the median of each repetition, and the extremes of all samples. */
export interface RankTimes {
  readonly medians: readonly number[];
  readonly p99: number;
  readonly min: number;
}

export interface Summary {
  readonly latencyUs: Timing;
  readonly overRanksUs: OverRanks;
}

/** The slowest rank's time is the operation's, repetition by repetition. */
export function summarize(ranks: readonly RankTimes[]): Summary {
  const slowest = ranks[0].medians.map((_, i) => Math.max(...ranks.map(({ medians }) => medians[i])));
  const own = ranks.map(({ medians }) => median(medians));
  return {
    latencyUs: {
      median: median(slowest),
      low: Math.min(...slowest),
      high: Math.max(...slowest),
      p99: Math.max(...ranks.map(({ p99 }) => p99)),
      min: Math.max(...ranks.map(({ min }) => min)),
    },
    overRanksUs: {
      min: Math.min(...own),
      average: own.reduce((sum, time) => sum + time, 0) / own.length,
      max: Math.max(...own),
    },
  };
}
