import type { TypedArray } from "../../wire/element.ts";
import type { Reading } from "../variable.ts";
import type { DistributedArray } from "./distributed-array.ts";

/**
 * The whole array on this rank, after the next sync: all elements in the order of their global indices, as they are when all
 * ranks have called it. What a small array, or a check, can do with; n words must fit.
 *
 * Cost: n g + l where all ranks ask for it. Throws ERR_RANKS_USAGE while the array can't be used.
 *
 * @example
 * ```ts
 * import { spmd } from "ranks";
 * import { block, bsp, distribute, gatherAll } from "ranks/bsp";
 * await spmd(async (world) => {
 *   const steps = bsp(world);
 *   const names = distribute(steps, block(10, world.size), Uint8Array);
 *   await steps.sync();
 *   names.local.fill(world.rank);
 *   const all = gatherAll(names);
 *   await steps.sync();
 *   console.log(`the owners are ${all.value.join()}`);
 * });
 * ```
 */
export function gatherAll<A extends TypedArray>(array: DistributedArray<A>): Reading<A> {
  return array.get({ index: 0, count: array.partitioning.length });
}
