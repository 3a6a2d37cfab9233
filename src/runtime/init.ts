import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import type { Communicator } from "../comm/communicator.ts";
import type { JobSpecification } from "../job/specification.ts";
import { makeProcessMemory } from "./process-memory.ts";
import { findSeat } from "./seat.ts";
import type { Seat } from "./seat.ts";
import { Session } from "./session.ts";

let session: Promise<Session> | undefined;

/**
 * Joins the job that this program was started in and gives its world: the communicator of all ranks. A program that nobody
 * launched is a world of one. Calling it again gives the same world.
 *
 * A rank that ends without `finalize()` finalizes by itself when its program has nothing left to do.
 *
 * Fails with ERR_RANKS_MEMORY where the ranks' shared memory can't be mapped, ERR_RANKS_ENVIRONMENT where the launcher is gone.
 *
 * @example
 * ```ts
 * import { init, finalize } from "ranks";
 * const world = await init();
 * console.log(`rank ${world.rank} of ${world.size}`);
 * await finalize();
 * ```
 */
export async function init(): Promise<Communicator> {
  session ??= join();
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
 * Runs `body` as a rank: `init()`, the body, `finalize()`. An error of the body on any rank ends the whole job.
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
export async function spmd<T>(body: (world: Communicator) => T | PromiseLike<T>): Promise<T> {
  const world = await init();
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

async function join(): Promise<Session> {
  const seat = findSeat() ?? alone();
  await seat.ready;
  const joined = new Session(seat);
  process.once("beforeExit", () => void joined.leave());
  return joined;
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
