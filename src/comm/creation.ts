import { allgather } from "../collectives/allgather.ts";
import { barrier } from "../collectives/barrier.ts";
import { bcast } from "../collectives/bcast.ts";
import type { Peers, Schedule } from "../collectives/peers.ts";
import type { Operation } from "../progress/operation.ts";
import { Group } from "./group.ts";
import { Member } from "./member.ts";

/** The same ranks in a context that rank 0 chooses. Cost: one broadcast of a number. */
export function* duplicate(p: Peers, parent: Member, name = `${parent.name}.dup`): Schedule<Member> {
  const proposal = p.rank === 0 ? parent.home.contexts.take() : undefined;
  const context = yield* bcast(p, proposal, 0, undefined);
  return new Member(parent.home, parent.group, context, name);
}

/** What a rank says when a communicator is split; `context` is used where it becomes rank 0 of its part. */
interface Choice {
  readonly color: number;
  readonly key: number;
  readonly context: number;
}

/** One communicator for each colour, ordered by key, then by rank in the parent. Cost: one allgather of a small object. */
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
  return new Member(parent.home, group, choices[leader]!.context, name ?? `${parent.name}.${mine.color}`);
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
