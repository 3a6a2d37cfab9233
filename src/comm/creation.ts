import { allgather } from "../collectives/allgather.ts";
import { barrier } from "../collectives/barrier.ts";
import { bcast } from "../collectives/bcast.ts";
import type { Peers, Schedule } from "../collectives/peers.ts";
import { NO_SET } from "../memory/commons.ts";
import type { Operation } from "../progress/operation.ts";
import { Group } from "./group.ts";
import type { Home } from "./home.ts";
import { Member } from "./member.ts";

/** The same ranks in a context and with a set of cells that rank 0 chooses. Cost: one broadcast of two numbers. */
export function* duplicate(p: Peers, parent: Member, name = `${parent.name}.dup`): Schedule<Member> {
  const { home, group } = parent;
  const choice = p.rank === 0 ? Int32Array.of(home.contexts.take(), claimSet(home, group)) : undefined;
  const [context, set] = yield* bcast(p, choice, 0, undefined);
  return new Member(home, group, context, name, set);
}

/** Of cells for the collectives of a new communicator, where its ranks share memory and there is one left. */
function claimSet({ engine }: Home, { worldRanks }: Group): number {
  return engine.transport.commons?.claim(worldRanks) ?? NO_SET;
}

/** What a rank says when a communicator is split; `context` is used where it becomes rank 0 of its part. */
interface Choice {
  readonly color: number;
  readonly key: number;
  readonly context: number;
}

/**
 * One communicator for each colour, ordered by key, then by rank in the parent. Cost: one allgather of a small object, and where
 * the ranks share memory a message from the first of a part to each of the others, which set of cells is theirs.
 */
export function* split(
  p: Peers,
  parent: Member,
  color: number | undefined,
  key: number,
  name: string | undefined,
): Schedule<Member | undefined> {
  const { contexts } = parent.home;
  const mine: Choice | null = color === undefined ? null : { color, key, context: contexts.take() };
  const choices = (yield* allgather(p, mine, {})) as readonly (Choice | null)[];
  if (mine === null) return undefined;

  const members = [...choices.keys()].filter((rank) => choices[rank]?.color === mine.color);
  members.sort((a, b) => choices[a]!.key - choices[b]!.key || a - b);
  const [leader] = members;
  if (leader !== p.rank) contexts.give(mine.context);
  const group = new Group(members.map((rank) => parent.group.worldRanks[rank]));
  const set = yield* shareSet(p, parent.home, group, members);
  return new Member(
    parent.home,
    group,
    choices[leader]!.context,
    name ?? `${parent.name}.${mine.color}`,
    set,
  );
}

function* shareSet(p: Peers, home: Home, group: Group, members: readonly number[]): Schedule<number> {
  if (home.engine.transport.commons?.suits(group.worldRanks) !== true) return NO_SET;
  const [leader, ...others] = members;
  if (leader === p.rank) {
    const set = claimSet(home, group);
    yield others.map((rank) => p.isend(set, rank));
    return set;
  }
  const told = p.irecv<number>(leader);
  yield [told];
  return told.wait();
}

/**
 * Waits for the collectives that were in flight, then exchanges an empty message with every rank: behind those of all ranks
 * nothing comes any more, so what has not matched by then never will. Cost: p - 1 empty messages each way.
 */
export function* free(p: Peers, member: Member, before: readonly Operation<unknown>[]): Schedule<void> {
  yield before.filter((operation) => !operation.settled);
  yield everyOther(p).flatMap((peer) => [p.irecv(peer), p.isend(EMPTY, peer)]);
  yield member.settle();
  yield* barrier(p);
  member.close();
}

const EMPTY = new Uint8Array(0);

function everyOther(p: Peers): number[] {
  return Array.from({ length: p.size - 1 }, (_, i) => (p.rank + 1 + i) % p.size);
}
