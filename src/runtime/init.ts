import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { isMainThread } from "node:worker_threads";
import type { Communicator } from "../comm/communicator.ts";
import { detectMembership } from "../engines/detect-membership.ts";
import { RanksError } from "../errors.ts";
import type { JobSpecification } from "../job/specification.ts";
import { joinWorld } from "./join-world.ts";
import { makeProcessMemory } from "./process-memory.ts";
import { findSeat } from "./seat.ts";
import type { Seat } from "./seat.ts";
import { Session } from "./session.ts";

/** How a rank takes part in its job. */
export interface JoinOptions {
  /**
   * What becomes of this rank when another one is lost: killed, ended with an error, or out of reach with its host.
   *
   * - `"abort"` (default): the job ends as a whole.
   * - `"reject"`: this rank goes on. What needs the lost rank fails with ERR_RANKS_PEER_LOST, and `finalize()` does not wait for
   *   it. So it goes where every rank that is left asked for it; where one did not, or has not joined yet, the job ends. A job
   *   ends with code 0 if one rank at least calls `finalize()` and ends well. Experimental.
   */
  readonly onPeerLost?: "abort" | "reject";
}

let session: Promise<Session> | undefined;

/**
 * Joins the job that this program was started in and gives its world: the communicator of all ranks. `ranks run` starts such
 * jobs, and so do srun, launchers that speak PMI-1 (mpirun.mpich), Kubernetes with a manifest of ours, and whoever sets the
 * variables of torchrun: then it is complete when all ranks have called it. A program that nobody launched is a world of one.
 * Calling it again gives the same world; the options of the first call count.
 *
 * A rank that ends without `finalize()` finalizes by itself when its program has nothing left to do.
 *
 * Fails with ERR_RANKS_MEMORY where the ranks' shared memory can't be mapped; ERR_RANKS_ENVIRONMENT where the launcher is gone,
 * or where the environment says that the program is part of a larger job but not all that is needed to join it; ERR_RANKS_LAUNCH
 * where some ranks do not come within RANKS_START_TIMEOUT seconds (60), or are refused; ERR_RANKS_USAGE for options that make no
 * sense.
 *
 * @example
 * ```ts
 * import { init, finalize } from "ranks";
 * const world = await init();
 * console.log(`rank ${world.rank} of ${world.size}`);
 * await finalize();
 * ```
 */
export async function init(options: JoinOptions = {}): Promise<Communicator> {
  const { onPeerLost = "abort" } = options;
  if (!["abort", "reject"].includes(onPeerLost))
    throw new RanksError("ERR_RANKS_USAGE", `onPeerLost is ${onPeerLost}; say "abort" or "reject"`);
  session ??= join(onPeerLost === "reject");
  return (await session).world;
}

/**
 * Ends this rank's part in the job: waits until every rank has called it and all messages are out (MPI_Finalize; MPI 4.1,
 * section 11.2). Afterwards communicating gives ERR_RANKS_USAGE. A message that a rank which has finalized never received
 * fails with ERR_RANKS_PEER_LOST at its sender, as does a receive from it.
 */
export async function finalize(): Promise<void> {
  if (session !== undefined) await (await session).leave();
}

/**
 * Runs `body` as a rank: `init(options)`, the body, `finalize()`. A rank whose body fails is lost, which ends the whole job unless
 * all others want to go on without it (`onPeerLost`).
 *
 * @example
 * ```ts
 * import { spmd, sum } from "ranks";
 * await spmd(async (world) => {
 *   const total = await world.allreduce(world.rank, sum);
 *   if (world.rank === 0) console.log(total);
 * });
 * ```
 */
export async function spmd<T>(
  body: (world: Communicator) => T | PromiseLike<T>,
  options?: JoinOptions,
): Promise<T> {
  const world = await init(options);
  const here = await session!;
  try {
    const result = await body(world);
    await here.leave();
    return result;
  } catch (error) {
    here.fail(error);
    throw error;
  }
}

async function join(tolerant: boolean): Promise<Session> {
  const seat = findSeat() ?? (await findPlace(tolerant));
  await seat.ready;
  const joined = new Session(seat, tolerant);
  process.once("beforeExit", () => void joined.leave());
  return joined;
}

/** In a job that another launcher started, or alone. */
async function findPlace(tolerant: boolean): Promise<Seat> {
  const membership = detectMembership(process.env);
  if (membership === undefined) return alone();
  if (!isMainThread)
    throw new RanksError(
      "ERR_RANKS_ENVIRONMENT",
      `${membership.engine} started this program as one of ${membership.size} ranks, and init() was called in a worker thread; ` +
        "call it in the main thread",
    );
  return joinWorld(membership, tolerant);
}

/** A program that nobody launched. */
function alone(): Seat {
  const spec: JobSpecification = {
    job: "alone",
    token: randomBytes(16).toString("hex"),
    size: 1,
    transport: "auto",
    processOf: [0],
    hostOf: [0],
    process: 0,
    ranks: [0],
    cores: availableParallelism(),
  };
  return { spec, rank: 0, memory: makeProcessMemory(spec) };
}
