import type { Communicator } from "../comm/communicator.ts";
import type { Request } from "../progress/request.ts";
import type { TypedArray } from "../wire/element.ts";
import type { MachineCost } from "./cost/machine.ts";
import type { Report } from "./cost/report.ts";
import type { Coarray } from "./coarray.ts";
import type { Message } from "./messages.ts";
import type { Variable } from "./variable.ts";

/**
 * A bulk-synchronous program's view of a communicator (Valiant 1990; BSPlib, Hill et al. 1998). A superstep is local work, then
 * `sync`: whatever was put, got and sent before it has happened when it is complete. Only `sync` talks to other ranks, so a
 * superstep costs w + h g + l: the longest work, the most words that a rank sends or receives, and the barrier.
 *
 * At a sync all gets are read first, then all puts take effect, by source rank and then in the order of that rank's program.
 */
export interface Bsp {
  readonly comm: Communicator;
  readonly rank: number;
  readonly size: number;
  /** The number of the superstep that this rank is in, from 0. */
  readonly superstep: number;

  /**
   * Makes an array that each rank has one of, of whatever length, reachable for the others (bsp_push_reg). The array stays this
   * rank's own. Collective, without a message: every rank registers the same kinds under the same names in the same order, and
   * they can be used after the next sync, which otherwise fails with ERR_RANKS_MISMATCH on every rank that can see it.
   */
  register<A extends TypedArray>(array: A, options?: { readonly name?: string }): Coarray<A>;
  /** The same for one value of any kind that can be sent. */
  register<T>(value: T, options?: { readonly name?: string }): Variable<T>;

  /**
   * Sends a value, which `messages` of rank `dest` gives in the next superstep (bsp_send). It is copied here and now.
   *
   * Throws ERR_RANKS_RANK, ERR_RANKS_TAG, ERR_RANKS_VALUE.
   */
  send(value: unknown, to: { readonly dest: number; readonly tag?: number }): void;

  /** What was sent to this rank in the superstep before, by source, then in the order in which it was sent (bsp_move). */
  messages<T = unknown>(): readonly Message<T>[];

  /**
   * Ends the superstep: one message from each rank to each other carries all that is small, and is the barrier too; each large
   * piece follows by itself. Complete when all ranks have called it, and all puts and gets of this rank's memory are done. Until
   * then registered arrays are not the program's.
   *
   * Cost: h g + l. Fails with ERR_RANKS_MISMATCH where ranks registered differently or are in different supersteps,
   * ERR_RANKS_PEER_LOST where one has left, ERR_RANKS_USAGE where this rank's last one is not complete.
   *
   * @example
   * ```ts
   * import { spmd } from "ranks";
   * import { bsp } from "ranks/bsp";
   * await spmd(async (world) => {
   *   const steps = bsp(world);
   *   const left = steps.register(new Float64Array(1), { name: "left" });
   *   await steps.sync();
   *   left.put([world.rank], { dest: (world.rank + 1) % world.size });
   *   await steps.sync();
   *   console.log(`rank ${world.rank} got ${left.local[0]}`);
   * });
   * ```
   */
  sync(): Request<void>;

  /**
   * What each superstep so far was predicted to cost and took: on rank 0, undefined elsewhere. Needs `bsp(comm, { profile: true })`,
   * otherwise ERR_RANKS_USAGE. Collective; unless `machine` was given it first measures g and l for some tenths of a second.
   */
  report(): Promise<Report | undefined>;
}

export interface BspOptions {
  /** Keeps for each superstep how long it took and what it moved, for `report`: 8 (p + 2) bytes each. */
  readonly profile?: boolean;
  /** For the report's predictions; `ranks bench bsp` measures them. */
  readonly machine?: MachineCost;
}
