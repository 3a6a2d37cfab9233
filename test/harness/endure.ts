import { max, min, RanksError, sum } from "ranks";
import type { Communicator } from "ranks";
import { bsp } from "ranks/bsp";
import { same } from "./expect.ts";
import { neighbours } from "./neighbours.ts";
import { randomFrom } from "./random.ts";

/** One step of a program: all ranks of `comm` take part, and check what they get. `members` are their world ranks. */
type Step = (comm: Communicator, members: readonly number[], length: number, tag: number) => Promise<void>;

/** Something that tells rank and place, to be recognised by whoever gets it. */
function numbers(world: number, length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => 1000 * world + (i % 1000));
}

function added(members: readonly number[], length: number): Float64Array {
  const total = new Float64Array(length);
  for (const world of members) numbers(world, length).forEach((each, i) => (total[i] += each));
  return total;
}

export const STEPS: Readonly<Record<string, Step>> = {
  barrier: (comm) => Promise.resolve(comm.barrier()),
  async bcast(comm, members, length) {
    const root = length % comm.size;
    const into = new Float64Array(length);
    await comm.bcast(comm.rank === root ? numbers(members[root], length) : undefined, { root, into });
    if (comm.rank !== root) same(into, numbers(members[root], length), "bcast");
  },
  async reduce(comm, members, length) {
    const root = length % comm.size;
    const total = await comm.reduce(numbers(members[comm.rank], length), sum, { root });
    if (comm.rank === root) same(total, added(members, length), "reduce");
  },
  async allreduce(comm, members, length) {
    const into = new Float64Array(length);
    const mine = numbers(members[comm.rank], length);
    same(await comm.allreduce(mine, sum, { into }), added(members, length), "allreduce");
    // What was sent is the program's again.
    mine.fill(-1);
  },
  async gather(comm, members, length) {
    const root = length % comm.size;
    const all = await comm.gather(numbers(members[comm.rank], length), { root });
    if (comm.rank === root)
      same(
        all,
        members.map((world) => numbers(world, length)),
        "gather",
      );
  },
  async allgather(comm, members, length) {
    const all = await comm.allgather(numbers(members[comm.rank], length));
    same(
      all,
      members.map((world) => numbers(world, length)),
      "allgather",
    );
  },
  async scatter(comm, members, length) {
    const root = length % comm.size;
    const pieces = comm.rank === root ? members.map((world) => numbers(world, length)) : undefined;
    same(await comm.scatter(pieces, { root }), numbers(members[comm.rank], length), "scatter");
  },
  async alltoall(comm, members, length) {
    const mine = members[comm.rank];
    const answer = await comm.alltoall(members.map((world) => numbers(1000 * mine + world, length)));
    same(
      answer,
      members.map((world) => numbers(1000 * world + mine, length)),
      "alltoall",
    );
  },
  async reduceScatter(comm, members, length) {
    const block = await comm.reduceScatter(numbers(members[comm.rank], length * comm.size), sum);
    const whole = added(members, length * comm.size);
    same(block, whole.slice(comm.rank * length, (comm.rank + 1) * length), "reduceScatter");
  },
  async scan(comm, members, length) {
    const total = await comm.scan(numbers(members[comm.rank], length), sum);
    same(total, added(members.slice(0, comm.rank + 1), length), "scan");
  },
  async exscan(comm, members, length) {
    const total = await comm.exscan(numbers(members[comm.rank], length), sum);
    if (comm.rank > 0) same(total, added(members.slice(0, comm.rank), length), "exscan");
  },
  async split(comm, members) {
    const part = (await comm.split(comm.rank % 2))!;
    await everybodyHasIt(comm);
    const theirs = members.filter((_, rank) => rank % 2 === comm.rank % 2);
    same(await part.allgather(members[comm.rank]), theirs, "split");
    await part.free();
  },
  async dup(comm, members) {
    const copy = await comm.dup();
    await everybodyHasIt(comm);
    same(await copy.allreduce(members[comm.rank], max), Math.max(...members), "dup");
    await copy.free();
  },
  async sendrecv(comm, members, length, tag) {
    const { next, previous } = neighbours(comm);
    const mine = numbers(members[comm.rank], length);
    const theirs = await comm.sendrecv<Float64Array>(mine, { dest: next, source: previous, tag });
    same(theirs, numbers(members[previous], length), "sendrecv");
  },
  async send(comm, members, length, tag) {
    const { next, previous } = neighbours(comm);
    const sending = comm.send(numbers(members[comm.rank], length), { dest: next, tag });
    const receiving = comm.recv({ source: previous, tag });
    const [, theirs] = await Promise.all([sending, receiving]);
    same(theirs, numbers(members[previous], length), "send");
  },
  async ssend(comm, members, length, tag) {
    const root = length % comm.size;
    if (comm.rank !== root) {
      await comm.ssend(members[comm.rank], { dest: root, tag });
      return;
    }
    const seen = [members[root]];
    while (seen.length < comm.size) {
      const { source } = await comm.probe({ tag });
      seen.push(await comm.recv<number>({ source, tag }));
    }
    same(
      seen.toSorted((a, b) => a - b),
      members.toSorted((a, b) => a - b),
      "ssend",
    );
  },
  async supersteps(comm, members, length) {
    const steps = bsp(comm);
    const { next, previous } = neighbours(comm);
    const x = steps.register(new Float64Array(length));
    await steps.sync();
    x.put(numbers(members[comm.rank], length), { dest: next });
    await steps.sync();
    const theirs = x.get({ source: next });
    steps.send(members[comm.rank], { dest: next });
    await steps.sync();
    same(theirs, numbers(members[comm.rank], length), "get");
    same(steps.messages(), [{ source: previous, tag: 0, value: members[previous] }], "messages");
  },
  agree: (comm) => everybodyHasIt(comm),
  async shrink(comm, members) {
    await everybodyHasIt(comm);
    const rest = await comm.shrink();
    const smaller = rest.size < comm.size;
    try {
      const left = await rest.allgather(members[comm.rank]);
      same(
        left,
        members.filter((world) => left.includes(world)),
        "shrink",
      );
      await rest.free();
    } catch (error) {
      rest.revoke();
      // Which ranks find that one more is lost differs; all must go on with the same agreement.
      if (!smaller || !isLoss(error)) throw error;
    }
    // Agreements go on whoever is lost; to all, this tells that somebody is.
    if (smaller) throw new Disagreement();
  },
};

/** Not all ranks have come so far, and all know it. */
class Disagreement extends Error {}

/** Of a communicator that was made while a rank died, some ranks may wait for others that do not have it. */
async function everybodyHasIt(parent: Communicator): Promise<void> {
  if (!(await parent.agree(true))) throw new Disagreement();
}

/**
 * A program that does all of its steps whoever is lost: it starts again from the step that not all have done, on a communicator of
 * the ranks that are left. With `losses` it does them again and again until so many are lost. Gives those that are left.
 */
export async function endure(
  world: Communicator,
  seed: number,
  steps: readonly Step[],
  lengths: readonly number[],
  losses = 0,
): Promise<readonly number[]> {
  const me = world.rank;
  let comm = world;
  let members: readonly number[] = [];
  let step = 0;
  for (;;) {
    let whole: boolean | undefined = true;
    try {
      members = await comm.allgather(me);
      step = await comm.allreduce(step, min);
      while (step < steps.length || members.length > world.size - losses) {
        const length = lengths[randomFrom(seed + step)(lengths.length)];
        await steps[step % steps.length](comm, members, length, step);
        step++;
      }
    } catch (error) {
      if (error instanceof Disagreement) whole = undefined;
      else if (isLoss(error)) whole = false;
      else throw error;
      comm.revoke();
    }
    if (whole !== undefined && (await comm.agree(whole))) return members;
    comm.revoke();
    comm = await comm.shrink();
  }
}

export function isLoss(error: unknown): boolean {
  return error instanceof RanksError && ["ERR_RANKS_PEER_LOST", "ERR_RANKS_REVOKED"].includes(error.code);
}
