import { RanksError } from "../../errors.ts";
import type { TypedArray } from "../../wire/element.ts";
import type { Bsp } from "../bsp.ts";
import type { Partitioning } from "../partition/partitioning.ts";
import type { DistributedArray } from "./distributed-array.ts";
import { Distributed } from "./distributed.ts";
import { Frame } from "./frame.ts";

export interface DistributeOptions {
  readonly name?: string;
  /** w: cells that each rank has of its neighbours' elements, on every side; needs `block` in each dimension. 0 unless said. */
  readonly halo?: number;
  /** Whether what is at one edge is a neighbour of what is at the other; of rows and of columns, where they differ. */
  readonly periodic?: boolean | readonly [rows: boolean, columns: boolean];
}

/** A class of typed arrays. */
export type ArrayOf<A> = new (length: number) => A;

/**
 * An array of all ranks together, all zeros, parted as `partitioning` says. Collective, without a message, and usable after the
 * next sync, as what `register` gives; it fails as that where ranks part it differently. A partitioning of fewer ranks than
 * there are leaves the last ones nothing.
 *
 * Throws ERR_RANKS_USAGE where the partitioning has more ranks than there are, or no neighbours for a halo.
 *
 * @example
 * ```ts
 * import { spmd } from "ranks";
 * import { bsp, cyclic, distribute } from "ranks/bsp";
 * await spmd(async (world) => {
 *   const steps = bsp(world);
 *   const squares = distribute(steps, cyclic(20, world.size), Int32Array);
 *   await steps.sync();
 *   squares.local.forEach((_, i, local) => (local[i] = squares.globalOf(i) ** 2));
 *   const some = squares.get({ index: 10, count: 3 });
 *   await steps.sync();
 *   console.assert(some.value.join() === "100,121,144");
 * });
 * ```
 */
export function distribute<A extends TypedArray, P extends Partitioning>(
  steps: Bsp,
  partitioning: P,
  Kind: ArrayOf<A>,
  { name = "array", halo = 0, periodic = false }: DistributeOptions = {},
): DistributedArray<A, P> {
  if (partitioning.ranks > steps.size) {
    const what = `${partitioning.name} is for ${partitioning.ranks} ranks and there are ${steps.size}; part it among those`;
    throw new RanksError("ERR_RANKS_USAGE", what);
  }
  const frame = new Frame(partitioning, halo);
  const wraps = typeof periodic === "boolean" ? ([periodic, periodic] as const) : periodic;
  // The whole description is part of the name, so that ranks which part it differently are told so.
  const around =
    halo === 0 ? "" : `, halo ${halo} ${wraps.map((wrap) => (wrap ? "periodic" : "open")).join("-")}`;
  const title = `${name}: ${partitioning.name}${around}`;
  const coarray = steps.register(new Kind(frame.lengthOn(steps.rank)), { name: title });
  return new Distributed(steps, partitioning, frame, wraps, coarray);
}
