import os from "node:os";
import { median } from "simple-statistics";
import { init } from "../../index.ts";
import { memoryOfProcess } from "./memory-of-process.ts";

/** What rank 0 of a starting job tells, when all ranks are there. */
export interface Ready {
  /** Milliseconds that `init()` took on the slowest rank. */
  readonly initMs: number;
  /** Bytes of the job's processes, divided among its ranks. */
  readonly memoryPerRank: number;
  /** The median on the slowest rank. */
  readonly barrierUs: number;
}

/** Barriers that tell how many follow. */
const TRIAL = 10;
/** As many as fit into this time, within bounds: where 64 ranks take turns, one may take tens of milliseconds. */
const MEASURE_MS = 500;
const LEAST = 20;
const MOST = 2000;

const start = performance.now();
const world = await init();
const initMs = performance.now() - start;
await world.barrier();
if (world.rank === 0) console.log(JSON.stringify("ready"));

const trial = barriers(TRIAL).reduce((sum, us) => sum + us, 0) / TRIAL / 1000;
const count = world.bcast(Math.round(Math.min(Math.max(MEASURE_MS / trial, LEAST), MOST))).wait();
barriers(count);
const mine = {
  initMs,
  process: `${os.hostname()} ${process.pid}`,
  barrierUs: median(barriers(count)),
  memory: memoryOfProcess(),
};
const all = await world.gather(mine);
if (all !== undefined) {
  // Thread ranks share a process.
  const processes = new Map(all.map(({ process, memory }) => [process, memory]));
  const memory = [...processes.values()].reduce((total, bytes) => total + bytes, 0);
  const ready: Ready = {
    initMs: Math.max(...all.map((each) => each.initMs)),
    memoryPerRank: memory / world.size,
    barrierUs: Math.max(...all.map((each) => each.barrierUs)),
  };
  console.log(JSON.stringify(ready));
}

/** What each took, in microseconds. */
function barriers(count: number): number[] {
  return Array.from({ length: count }, () => {
    const before = performance.now();
    world.barrier().wait();
    return 1000 * (performance.now() - before);
  });
}
