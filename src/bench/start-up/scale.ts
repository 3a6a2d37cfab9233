import { median } from "simple-statistics";
import type { Outside } from "../benchmark.ts";
import type { Where } from "../measure-plan.ts";
import type { Result } from "../result.ts";
import { startUp, summarizeJobs } from "./start-up.ts";
import type { StartUp } from "./start-up.ts";

/** Jobs of each size, unless said; one of those that take seconds. */
const JOBS = 3;
const SMALL = 8;
const USUAL_RANKS = 64;
const MIB = 2 ** 20;

/** What grows with the number of ranks, as processes and as threads. */
export const benchmark: Outside = {
  title: "Jobs that grow: until all ranks are ready, what a rank takes up, the median barrier",
  columns: ["series", "ranks", "ready"],
  async *measure({ ranks = USUAL_RANKS, samples, where }) {
    for (const threads of formsOf(where)) {
      const series = threads ? "threads" : "processes";
      let perRank = 0;
      for (const size of sizesUpTo(ranks)) {
        if (!hasRoom(size * perRank, `${size} ${series}`)) break;
        const jobs: StartUp[] = [];
        const count = samples ?? (size <= SMALL ? JOBS : 1);
        for (let i = 0; i < count; i++) jobs.push(await startUp(size, { ...where, threads }));
        perRank = median(jobs.map(({ memoryPerRank }) => memoryPerRank));
        yield resultOf(series, size, jobs, perRank);
      }
    }
  },
};

/** Both, unless threads were asked for, or a transport that is not for threads. */
function formsOf({ threads, transport }: Where): boolean[] {
  if (threads) return [true];
  return transport === "auto" ? [false, true] : [false];
}

/** 2, 4, 8 and so on, and the most. */
function sizesUpTo(most: number): number[] {
  const sizes: number[] = [];
  for (let size = 2; size < most; size *= 2) sizes.push(size);
  return [...sizes, most];
}

/** Where memory ends, the system kills some process, and not always one of this job. */
function hasRoom(bytes: number, what: string): boolean {
  const available = process.availableMemory();
  if (bytes < available) return true;
  const [needed, free] = [bytes, available].map((amount) => `${Math.round(amount / MIB)} MiB`);
  console.error(`ranks: ${what} would take up some ${needed}, of ${free} that are free: left out`);
  return false;
}

function resultOf(series: string, ranks: number, jobs: readonly StartUp[], perRank: number): Result {
  return {
    ...{ benchmark: "scale", series, bytes: 0, ranks },
    ...summarizeJobs(jobs, ({ readyMs }) => readyMs),
    memoryMiB: perRank / MIB,
    barrierUs: median(jobs.map(({ barrierUs }) => barrierUs)),
  };
}
