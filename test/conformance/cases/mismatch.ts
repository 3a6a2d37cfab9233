import { max, op, sum } from "ranks";
import type { Communicator, Request } from "ranks";
import { RanksError } from "ranks";
import { check } from "../../harness/expect.ts";

/** What a request says that finds the ranks apart; nothing when it completes. */
async function outcome(request: Request<unknown>): Promise<string> {
  try {
    await request;
    return "";
  } catch (error) {
    if (error instanceof RanksError && error.code === "ERR_RANKS_MISMATCH") return error.message;
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
    const { atOnce } = await goApart(world, odd, wrong, right);
    requireNames(atOnce, names, odd);
  }
}

/** Where nobody waits for anybody all calls seem fine; the next one tells. */
async function apartUnseen(
  world: Communicator,
  wrong: Call,
  right: Call,
  names: readonly RegExp[],
): Promise<void> {
  if (world.size === 1) return;
  for (const odd of new Set([0, world.size - 1])) {
    const { atOnce, later } = await goApart(world, odd, wrong, right);
    requireNames([...atOnce, ...later], names, odd);
  }
}

function requireNames(messages: readonly string[], names: readonly RegExp[], odd: number): void {
  const named = messages.some((text) => names.every((name) => name.test(text)));
  check(named, `nobody named both calls; rank ${odd} was wrong: ${JSON.stringify(messages)}`);
}

/** What each rank was told by the call and by the one after it; nothing where all seemed fine. */
async function goApart(
  world: Communicator,
  odd: number,
  wrong: Call,
  right: Call,
): Promise<{ atOnce: string[]; later: string[] }> {
  const comm = await world.dup();
  const atOnce = await world.allgather(await outcome((comm.rank === odd ? wrong : right)(comm, odd)));
  const later = await world.allgather(await outcome(comm.barrier()));
  await comm.barrier();
  return { atOnce, later };
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

export async function differentRoots(world: Communicator): Promise<void> {
  const both = [/root 0/, new RegExp(`root ${world.size === 2 ? 1 : `[1-${world.size}]`}`)];
  const list = Array.from({ length: world.size }, () => 1);
  const own =
    (call: Rooted): Call =>
    (comm, odd) =>
      call(comm, odd);
  const next =
    (call: Rooted): Call =>
    (comm, odd) =>
      call(comm, after(comm, odd));
  const bcast: Rooted = (comm, root) => comm.bcast(1, { root });
  const gather: Rooted = (comm, root) => comm.gather(1, { root });
  const scatter: Rooted = (comm, root) => comm.scatter(list, { root });
  const reduce: Rooted = (comm, root) => comm.reduce(1, sum, { root });
  // Everybody waits for the odd rank, which has other plans; or the odd rank waits for the others.
  await apart(world, next(bcast), own(bcast), both);
  await apart(world, own(gather), next(gather), both);
  await apartUnseen(world, own(bcast), next(bcast), both);
  await apartUnseen(world, next(gather), own(gather), both);
  await apartUnseen(world, next(scatter), own(scatter), both);
  await apartUnseen(world, own(reduce), next(reduce), both);
}

type Rooted = (comm: Communicator, root: number) => Request<unknown>;

/** The rank that follows the odd one. */
function after({ size }: Communicator, odd: number): number {
  return (odd + 1) % size;
}

export async function differentOrder(world: Communicator): Promise<void> {
  if (world.size === 1) return;
  const comm = await world.dup();
  const mine =
    comm.rank === 0 ? [comm.barrier(), comm.allgather("x")] : [comm.allgather("x"), comm.barrier()];
  const outcomes = await Promise.all(mine.map(outcome));
  const failed = await world.allgather(outcomes.some((each) => each !== ""));
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
