import type { Bsp, BspOptions } from "./bsp/bsp.ts";
import { World } from "./bsp/world.ts";
import type { Communicator } from "./comm/communicator.ts";

/**
 * Supersteps over a communicator: see `Bsp`. Collective, without a message. Other operations of the communicator may go on
 * beside them.
 */
export function bsp(comm: Communicator, options: BspOptions = {}): Bsp {
  return new World(comm, options);
}

export { distribute } from "./bsp/array/distribute.ts";
export type { ArrayOf, DistributeOptions } from "./bsp/array/distribute.ts";
export type { DistributedArray, GetAt, PutAt } from "./bsp/array/distributed-array.ts";
export { exscan, foldl, scan } from "./bsp/array/fold.ts";
export { foldlBlock, foldlEach } from "./bsp/array/fold-each.ts";
export { gatherAll } from "./bsp/array/gather-all.ts";
export { foldlVector } from "./bsp/array/vector-fold.ts";
export type { VectorFold } from "./bsp/array/vector-fold.ts";
export type { Bsp, BspOptions } from "./bsp/bsp.ts";
export type { Coarray, Element, GetFrom, Kin, PutTo } from "./bsp/coarray.ts";
export type { MachineCost } from "./bsp/cost/machine.ts";
export type { Report, SuperstepCost } from "./bsp/cost/report.ts";
export type { Message } from "./bsp/messages.ts";
export { block } from "./bsp/partition/block.ts";
export { blockCyclic, cyclic } from "./bsp/partition/block-cyclic.ts";
export { grid } from "./bsp/partition/grid.ts";
export type { Grid } from "./bsp/partition/grid.ts";
export type { Partitioning } from "./bsp/partition/partitioning.ts";
export { squarest } from "./bsp/partition/squarest.ts";
export type { Reading, Variable } from "./bsp/variable.ts";
export type { Aggregated, Aggregators, Contribution, NoAggregators } from "./bsp/supersteps/aggregators.ts";
export type { Context } from "./bsp/supersteps/context.ts";
export type {
  CheckpointOptions,
  Share,
  Step,
  SuperstepsOptions,
  SuperstepsResult,
} from "./bsp/supersteps/options.ts";
export { supersteps } from "./bsp/supersteps/supersteps.ts";
