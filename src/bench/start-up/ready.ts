import { init } from "../../index.ts";
import { memoryOfProcess } from "./memory-of-process.ts";

/** Barriers before those that are measured, and how many are. */
const WARM_UP = 200;
const SAMPLES = 200;

/** What rank 0 of a starting job tells, when all ranks are there. */
export interface Ready {
  /** Milliseconds that `init()` took on the slowest rank. */
  readonly initMs: number;
  /** Bytes of the job's processes, divided among its ranks. */
  readonly memoryPerRank: number;
  readonly barrierUs: number;
}

const start = performance.now();
const world = await init();
const initMs = performance.now() - start;
await world.barrier();
if (world.rank === 0) console.log(JSON.stringify("ready"));

const times: number[] = [];
for (let i = 0; i < WARM_UP + SAMPLES; i++) {
  const before = performance.now();
  world.barrier().wait();
  if (i >= WARM_UP) times.push(1000 * (performance.now() - before));
}
times.sort((a, b) => a - b);
const mine = { initMs, pid: process.pid, memory: memoryOfProcess(), barrierUs: times[times.length >> 1] };
const all = await world.gather(mine);
if (all !== undefined) {
  // Thread ranks share a process.
  const processes = new Map(all.map(({ pid, memory }) => [pid, memory]));
  const memory = [...processes.values()].reduce((total, bytes) => total + bytes, 0);
  const ready: Ready = {
    initMs: Math.max(...all.map((each) => each.initMs)),
    memoryPerRank: memory / world.size,
    barrierUs: Math.max(...all.map((each) => each.barrierUs)),
  };
  console.log(JSON.stringify(ready));
}
