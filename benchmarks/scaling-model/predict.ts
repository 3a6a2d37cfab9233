import { Costs } from "./costs.ts";
import { allToAll, reduceScatter } from "./exchanges.ts";
import type { Machine } from "./parameters.ts";
import { allreduce, barrier, exscan, scan } from "./rounds.ts";
import { bcast, gather, reduce, scatter } from "./trees.ts";

/** The critical path of each collective's messages, in microseconds, in closed form or in one walk over the ranks. */
const PATHS: Readonly<Record<string, (costs: Costs, bytes: number) => number>> = {
  barrier,
  bcast,
  reduce: (costs, bytes) => reduce(costs, () => bytes, true),
  allreduce,
  scan,
  exscan,
  reduceScatter,
  gather,
  scatter,
  allgather: allToAll,
  alltoall: allToAll,
};

/** Microseconds of a collective, for numbers of ranks that are too many to simulate. */
export function predict(machine: Machine, collective: string, size: number, bytes: number): number {
  return machine.call + (size === 1 ? 0 : PATHS[collective](new Costs(machine, size), bytes));
}
