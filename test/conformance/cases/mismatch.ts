import { max, op, sum } from "ranks";
import type { Communicator, Request } from "ranks";
import { RanksError } from "ranks";
import { check } from "../../harness/expect.ts";

/** What became of a request: "done", or its error. */
async function outcome(request: Request<unknown>): Promise<"done" | RanksError> {
  try {
    await request;
    return "done";
  } catch (error) {
    if (error instanceof RanksError && error.code === "ERR_RANKS_MISMATCH") return error;
    throw new Error("not a mismatch", { cause: error });
  }
}

type Call = (comm: Communicator, odd: number) => Request<unknown>;

/**
 * Ranks that call different collectives find out and do not hang: one odd rank calls `wrong`, all others `right`. Somebody's error
 * must name both calls. Afterwards they are together again.
 */
async function apart(world: Communicator, wrong: Call, right: Call, names: readonly RegExp[]): Promise<void> {
  if (world.size === 1) return;
  for (const odd of new Set([0, world.size - 1])) {
    const all = await goApart(world, odd, wrong, right);
    const named = all.some((text) => names.every((name) => name.test(text)));
    check(named, `nobody named both calls; rank ${odd} was wrong: ${JSON.stringify(all)}`);
  }
}

/** What each rank was told; nothing where its call seemed fine. */
async function goApart(world: Communicator, odd: number, wrong: Call, right: Call): Promise<string[]> {
  const comm = await world.dup();
  const mine = await outcome((comm.rank === odd ? wrong : right)(comm, odd));
  const all = await world.allgather(mine === "done" ? "" : mine.message);
  await comm.barrier();
  return all;
}

export async function differentOperations(world: Communicator): Promise<void> {
  await apart(
    world,
    (comm) => comm.barrier(),
    (comm) => comm.allreduce(1, sum),
    [/barrier/, /allreduce/],
  );
  await apart(
    world,
    (comm) => comm.allgather(1),
    (comm) => comm.alltoall(new Array<number>(comm.size).fill(1)),
    [/allgather/, /alltoall/],
  );
  await apart(
    world,
    (comm) => comm.scan(1, sum),
    (comm) => comm.exscan(1, sum),
    [/scan/, /exscan/],
  );
}

export async function differentReductions(world: Communicator): Promise<void> {
  await apart(
    world,
    (comm) => comm.allreduce(1, max),
    (comm) => comm.allreduce(1, sum),
    [/max/, /sum/],
  );
  await apart(
    world,
    (comm) =>
      comm.allreduce(
        1,
        op((a: number, b: number) => a + b),
      ),
    (comm) => comm.allreduce(1, sum),
    [/user operation/, /sum/],
  );
}

export async function differentKinds(world: Communicator): Promise<void> {
  await apart(
    world,
    (comm) => comm.allreduce(Float32Array.of(1), sum),
    (comm) => comm.allreduce(Float64Array.of(1), sum),
    [/Float32Array/, /Float64Array/],
  );
  await apart(
    world,
    (comm) => comm.allreduce(1, sum),
    (comm) => comm.allreduce(Float64Array.of(1), sum),
    [/number/i, /Float64Array/],
  );
  await apart(
    world,
    (comm) => comm.allreduce(1n, sum),
    (comm) => comm.allreduce(1, sum),
    [/sum/],
  );
}

export async function differentSizes(world: Communicator): Promise<void> {
  await apart(
    world,
    (comm) => comm.allreduce(new Float64Array(3), sum),
    (comm) => comm.allreduce(new Float64Array(4), sum),
    [/24|3/, /32|4/],
  );
  await apart(
    world,
    (comm) => comm.scan(new Float64Array(3000), sum),
    (comm) => comm.scan(new Float64Array(4), sum),
    [/24000|3000/, /32|4/],
  );
  await apart(
    world,
    (comm) => comm.reduceScatter(new Float64Array(2 * comm.size), sum),
    (comm) => comm.reduceScatter(new Float64Array(comm.size), sum),
    [/bytes|elements|Float64Array/],
  );
}

/** The rank that follows the odd one. */
function after({ size }: Communicator, odd: number): number {
  return (odd + 1) % size;
}

/** Where somebody waits for a rank that has other plans. */
export async function differentRoots(world: Communicator): Promise<void> {
  const both = [/root 0/, new RegExp(`root ${world.size === 2 ? 1 : `[1-${world.size}]`}`)];
  await apart(
    world,
    (comm, odd) => comm.bcast(1, { root: after(comm, odd) }),
    (comm, odd) => comm.bcast(1, { root: odd }),
    both,
  );
  await apart(
    world,
    (comm, odd) =>
      comm.scatter(
        Array.from({ length: comm.size }, () => 1),
        { root: after(comm, odd) },
      ),
    (comm, odd) =>
      comm.scatter(
        Array.from({ length: comm.size }, () => 1),
        { root: odd },
      ),
    both,
  );
  await apart(
    world,
    (comm, odd) => comm.gather(1, { root: odd }),
    (comm, odd) => comm.gather(1, { root: after(comm, odd) }),
    both,
  );
  await apart(
    world,
    (comm, odd) => comm.reduce(1, sum, { root: odd }),
    (comm, odd) => comm.reduce(1, sum, { root: after(comm, odd) }),
    both,
  );
}

/** Where nobody waits, nobody can see it; but nobody hangs either. */
export async function differentRootsThatNobodySees(world: Communicator): Promise<void> {
  if (world.size === 1) return;
  for (const root of [0, world.size - 1]) {
    await goApart(
      world,
      root,
      (comm) => comm.bcast(1, { root }),
      (comm) => comm.bcast(1, { root: after(comm, root) }),
    );
    await goApart(
      world,
      root,
      (comm) => comm.gather(1, { root: after(comm, root) }),
      (comm) => comm.gather(1, { root }),
    );
  }
}

export async function differentOrder(world: Communicator): Promise<void> {
  if (world.size === 1) return;
  const comm = await world.dup();
  const mine =
    comm.rank === 0 ? [comm.barrier(), comm.allgather("x")] : [comm.allgather("x"), comm.barrier()];
  const outcomes = await Promise.all(mine.map(outcome));
  const failed = await world.allgather(outcomes.some((each) => each !== "done"));
  check(failed[0] && failed.slice(1).some((each) => each), "both sides see it");
}

/** A rank that is only late is waited for. */
export async function lateIsNotMismatched(world: Communicator): Promise<void> {
  const { rank, size } = world;
  if (size === 1) return;
  const adding = rank === 0 ? undefined : world.allreduce(rank, sum);
  if (rank === 0) for (let source = 1; source < size; source++) await world.recv({ source });
  else await world.send("started", { dest: 0 });
  const total = await (adding ?? world.allreduce(rank, sum));
  check(total === (size * (size - 1)) / 2, `${total}`);
}
