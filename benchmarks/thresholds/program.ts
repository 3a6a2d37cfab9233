// What the ranks run: the same operation by one table and by the other, in turn, so that a slow moment of the machine hits both.
// Its argument is a Task as JSON.
import { spmd } from "ranks";
import { combining } from "#dist/bench/collectives/combining.js";
import { moving } from "#dist/bench/collectives/moving.js";
import { measure } from "#dist/bench/measure.js";
import { thresholds } from "#dist/collectives/thresholds.js";
import type { Thresholds } from "./table.ts";

export interface Task {
  readonly collective: string;
  readonly sizes: readonly number[];
  readonly rounds: number;
  /** Whether collectives may meet in shared memory; else all go by messages. */
  readonly inMemory: boolean;
  /** Two tables. */
  readonly tables: readonly [Partial<Thresholds>, Partial<Thresholds>];
}

/** For a size: what the operation took by each table, in each round. */
export interface Times {
  readonly bytes: number;
  readonly us: readonly (readonly number[])[];
}

const { collective, sizes, rounds, inMemory, tables } = JSON.parse(process.argv[2]) as Task;
const SETTINGS = {
  benchmark: "collectives",
  sizes: [],
  awaiting: false,
  check: false,
  repetitions: 1,
  caseMs: 100,
};

await spmd(async (world) => {
  // What is left after losses has no cells.
  const comm = inMemory ? world : await world.shrink();
  for (const bytes of sizes) {
    const { start } = { ...moving, ...combining }[collective](comm, bytes);
    const blocking = (repeats: number): void => {
      for (let i = 0; i < repeats; i++) start(i).wait();
    };
    const exchange = { blocking, awaiting: () => Promise.reject(new Error("nobody awaits")) };
    const us: number[][] = tables.map(() => []);
    for (let round = 0; round < rounds; round++) {
      for (const [i, table] of tables.entries()) {
        // All ranks do so between the same two collectives.
        Object.assign(thresholds, table);
        us[i].push((await measure(world, exchange, 1, SETTINGS)).latencyUs.median);
      }
    }
    if (world.rank === 0) console.log(JSON.stringify({ bytes, us } satisfies Times));
  }
});
