import { readFileSync } from "node:fs";

/** Bytes of this process: on Linux its proportional share of what it shares with others, elsewhere all that is resident. */
export function memoryOfProcess(): number {
  try {
    const [, kilobytes] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/smaps_rollup", "latin1"))!;
    return 1024 * Number(kilobytes);
  } catch {
    return process.memoryUsage.rss();
  }
}
