import type { Machine } from "../info/machine.ts";
import { formatSize } from "./sizes.ts";

/** Microseconds of one message or operation, on the rank that took longest. */
export interface Timing {
  /** The median of the repetitions' medians; `low` and `high` are the least and the greatest of them. */
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** Of all samples of all repetitions. */
  readonly p99: number;
  readonly min: number;
}

/** The median on the fastest rank, the average over the ranks, and that on the slowest. */
export interface OverRanks {
  readonly min: number;
  readonly average: number;
  readonly max: number;
}

/** What follows from the time, or was found beside it. */
export interface Figures {
  readonly megabytesPerSecond?: number;
  readonly messagesPerSecond?: number;
  /** How much of the transfer took place while the rank computed. */
  readonly hiddenPercent?: number;
  /** What the processes of the job take up, divided among its ranks. */
  readonly memoryMiB?: number;
  /** The median on the slowest rank. */
  readonly barrierUs?: number;
}

export interface Result extends Figures {
  readonly benchmark: string;
  readonly series: string;
  readonly bytes: number;
  readonly queued?: number;
  readonly ranks: number;
  readonly latencyUs: Timing;
  readonly overRanksUs: OverRanks;
}

/** What `--json` prints and `--compare` reads. */
export interface Report {
  readonly benchmark: string;
  readonly transport: string;
  readonly threads: boolean;
  readonly awaiting: boolean;
  readonly date: string;
  readonly machine: Machine;
  readonly results: readonly Result[];
}

/** How far the repetitions lie apart, in percent of the median to either side. */
export function spreadOf({ median, low, high }: Timing): number {
  return median === 0 ? 0 : (50 * (high - low)) / median;
}

/** What tells the results of a series apart. */
export function sizeOf({ bytes, ranks }: Result): string {
  return bytes === 0 ? `${ranks} ranks` : formatSize(bytes);
}

/** How operations were finished. */
export function formOf({ awaiting }: { readonly awaiting: boolean }): string {
  return awaiting ? "awaiting" : "blocking";
}
