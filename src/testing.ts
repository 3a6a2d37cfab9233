import type { Communicator } from "./comm/communicator.ts";
import { RanksError } from "./errors.ts";
import { SimulatedWorld } from "./testing/simulated-world.ts";

/** Worlds that lose ranks. */
export interface SimulateOptions {
  /** As of `init`: a rank whose body throws is lost, and the others go on. */
  readonly onPeerLost: "reject";
  /** So many ranks, fewer than all, are killed at moments that the seed decides. 0 unless said. */
  readonly deaths?: number;
}

/**
 * Runs `body` as `size` ranks in this thread. Which rank goes on, and which messages arrive when, is drawn from `seed`: the
 * same seed gives the same order again, so that a failure replays. Gives what the bodies returned, in rank order.
 *
 * Ranks that all wait for each other fail with ERR_RANKS_DEADLOCK, which names what each waits for. The bodies await: `wait()`
 * would stop the one thread (ERR_RANKS_USAGE).
 *
 * @example
 * ```ts
 * import { sum } from "ranks";
 * import { simulate } from "ranks/testing";
 * for (let seed = 0; seed < 100; seed++) {
 *   const totals = await simulate(5, seed, (world) => world.allreduce(world.rank, sum));
 *   console.assert(totals.every((total) => total === 10));
 * }
 * ```
 */
export function simulate<T>(
  size: number,
  seed: number,
  body: (world: Communicator) => T | PromiseLike<T>,
): Promise<T[]>;
/**
 * The same, with ranks that are lost: in their place the answer is undefined. Fails with the first error of a body where no
 * rank ends well.
 */
export function simulate<T>(
  size: number,
  seed: number,
  body: (world: Communicator) => T | PromiseLike<T>,
  options: SimulateOptions,
): Promise<(T | undefined)[]>;
export async function simulate<T>(
  size: number,
  seed: number,
  body: (world: Communicator) => T | PromiseLike<T>,
  options?: SimulateOptions,
): Promise<(T | undefined)[]> {
  const { deaths = 0 } = options ?? {};
  if (!Number.isInteger(size) || size < 1)
    throw new RanksError("ERR_RANKS_USAGE", `a simulated world of ${size} ranks can't be; give 1 or more`);
  if (!Number.isInteger(deaths) || deaths < 0 || deaths >= size)
    throw new RanksError(
      "ERR_RANKS_USAGE",
      `${deaths} of ${size} simulated ranks can't die; give 0 or more, and fewer than all`,
    );
  return new SimulatedWorld(size, seed, options !== undefined, deaths).run(body);
}
