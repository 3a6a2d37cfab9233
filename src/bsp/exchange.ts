import type { Peers, Schedule } from "../collectives/peers.ts";
import type { Request } from "../progress/request.ts";
import type { TypedArray } from "../wire/element.ts";
import { answer, takeAnswers } from "./answers.ts";
import { checkChanges } from "./changes.ts";
import { takeEffect } from "./effects.ts";
import { ASKS, REGISTER } from "./records.ts";
import type { State } from "./state.ts";
import { swap } from "./swap.ts";

/** A sync: everybody tells everybody what was put, got and sent; gets are answered, and then all takes effect. */
export function* exchange(p: Peers, state: State): Schedule<void> {
  const { others, outboxes, registry, unread } = state;
  unread.length = 0;
  outboxes[p.rank].seal();
  yield* swap(p, others, outboxes, others, state.inboxes);
  for (const { type, entry } of state.changes) if (type === REGISTER) entry.lengths[p.rank] = entry.length;
  for (const source of others)
    checkChanges(state.changes, source, state.inboxes[source], registry, state.name);

  yield* serveGets(p, state);

  const sends = others.flatMap((dest) => outboxes[dest].pieces.map((piece) => p.isend(piece, dest)));
  for (let source = 0; source < p.size; source++) {
    const own = outboxes[p.rank].pieces.values();
    const receive =
      source === p.rank
        ? (into: TypedArray) => (into.set(own.next().value as never), [])
        : (into: TypedArray) => [p.irecv(source, into)];
    yield* takeEffect(state.from(source), source, registry, unread, receive);
  }
  if (sends.length > 0) yield sends;
  state.turn();
}

/** All that is asked for is read before anything is written. Cost: nothing where nobody asks. */
function* serveGets(p: Peers, state: State): Schedule<void> {
  const { gets, replies, answers, registry } = state;
  const ranks = [...gets.keys()];
  const asking = ranks.filter((rank) => state.from(rank).ints[ASKS] > 0);
  const asked = ranks.filter((rank) => gets[rank].length > 0);
  if (asking.length + asked.length === 0) return;
  for (const rank of asking)
    state.count(rank, answer(state.from(rank), registry, replies[rank]) / Float64Array.BYTES_PER_ELEMENT);

  const isOther = (rank: number): boolean => rank !== p.rank;
  const [dests, sources] = [asking.filter(isOther), asked.filter(isOther)];
  yield* swap(p, dests, replies, sources, answers);
  const pieces: Request<unknown>[] = dests.flatMap((dest) =>
    replies[dest].pieces.map((piece) => p.isend(piece, dest)),
  );
  for (const source of sources)
    for (const into of takeAnswers(answers[source], gets[source])) pieces.push(p.irecv(source, into));
  const own = replies[p.rank];
  takeAnswers(own, gets[p.rank]).forEach((into, i) => {
    into.set(own.pieces[i] as never);
  });
  if (pieces.length > 0) yield pieces;
}
