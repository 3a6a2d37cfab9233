import type { Request } from "../progress/request.ts";
import type { Communicator } from "./communicator.ts";

/**
 * Going on when ranks are lost (user-level failure mitigation, ULFM: the chapter on process fault tolerance proposed for MPI).
 * Experimental. For ranks that joined with `onPeerLost: "reject"`; of others the first loss ends the job.
 *
 * What needs a lost rank fails with ERR_RANKS_PEER_LOST: messages to and from it, a receive from ANY_SOURCE, and every
 * collective of a communicator that it belongs to. Messages between other ranks go on. One rank's collective may fail where
 * another's has completed. So a rank that gives up what all were doing revokes the communicator, which wakes those who still
 * wait for it, and all meet again in `shrink` or `agree`.
 *
 * @example
 * ```ts
 * import { RanksError, spmd, sum } from "ranks";
 * await spmd(
 *   async (world) => {
 *     let comm = world;
 *     for (let step = 0; step < 100; ) {
 *       try {
 *         await comm.allreduce(step, sum);
 *         step++;
 *       } catch (error) {
 *         if (!(error instanceof RanksError) || !/LOST|REVOKED/.test(error.code)) throw error;
 *         comm.revoke();
 *         comm = await comm.shrink();
 *         step = Math.min(...(await comm.allgather(step)));
 *       }
 *     }
 *   },
 *   { onPeerLost: "reject" },
 * );
 * ```
 */
export interface Resilience {
  /**
   * Ranks of this communicator that this rank knows to be lost, in rising order (MPI_Comm_get_failed). Another rank may know of
   * more or fewer; those that an agreement took into account, each of its ranks knows.
   */
  readonly lost: readonly number[];

  /** Whether a rank has revoked it, as far as has become known here; looks, as `test()` does (MPI_Comm_is_revoked). */
  readonly revoked: boolean;

  /**
   * Makes the communicator useless, for all its ranks (MPI_Comm_revoke). Any rank may, alone, at any time. Each rank hears of it
   * when it next communicates; from then on what is pending and whatever is started fails with ERR_RANKS_REVOKED, but for
   * `shrink`, `agree` and `free`, which then frees without the others. What was matched before completes, and an array that a
   * peer may be reading is given back when the peer has let go of it.
   *
   * Throws ERR_RANKS_USAGE when the communicator has been freed or this rank has finalized.
   */
  revoke(): void;

  /**
   * The conjunction of the flags of all ranks that are not lost, or that were lost after they had called it; every rank that gets
   * an answer gets the same, whoever dies meanwhile (MPI_Comm_agree). Numbers are 32-bit integers, combined bit by bit as `&`
   * does. It works on a revoked communicator too. Ranks call `agree` and `shrink` of a communicator in the same order.
   *
   * Cost: a message to whoever watches over the job, and one back. Collectives are much quicker: agree on what matters.
   *
   * Fails with ERR_RANKS_USAGE for a flag that is no such number, ERR_RANKS_PEER_LOST when a rank has finalized without calling it.
   *
   * @example
   * ```ts
   * import { spmd } from "ranks";
   * await spmd(async (world) => {
   *   const written = Math.random() < 0.99;
   *   if (!(await world.agree(written))) console.log("all write again");
   * });
   * ```
   */
  agree(flag: boolean): Request<boolean>;
  agree(flag: number): Request<number>;

  /**
   * A new communicator of the ranks that are not lost, in the old order (MPI_Comm_shrink). Collective over these; it works on a
   * revoked communicator, and if ranks die meanwhile: all that get an answer get the same ranks. Who is lost later can be among
   * them: the next operation tells.
   *
   * Fails with ERR_RANKS_PEER_LOST when a rank has finalized without calling it.
   */
  shrink(options?: { readonly name?: string }): Request<Communicator>;
}
