import type { Peers, Schedule } from "../collectives/peers.ts";
import type { Request } from "../progress/request.ts";
import { answer, takeAnswers } from "./answers.ts";
import { checkChanges } from "./changes.ts";
import { takeEffect } from "./effects.ts";
import type { Pieces } from "./effects.ts";
import type { Outbox } from "./outbox.ts";
import { ASKS, PREFIX_WORDS, REGISTER } from "./records.ts";
import type { State } from "./state.ts";
import { swap } from "./swap.ts";

/** A sync: everybody tells everybody what was put, got and sent; gets are answered, and then all takes effect. */
export function* exchange(p: Peers, state: State): Schedule<void> {
  const { others, outboxes } = state;
  outboxes[p.rank].seal();
  yield* swap(p, others, outboxes, others, state.inboxes);
  yield* settle(p, state);
}

/** Everybody has been told. */
export function* settle(p: Peers, state: State): Schedule<void> {
  const { others, outboxes, registry, unread } = state;
  if (state.hasChanges) learnChanges(p, state);
  if (state.hasGets) yield* serveGets(p, state);

  const sends = state.hasPieces ? sendPieces(p, others, outboxes) : [];
  for (let source = 0; source < p.size; source++) {
    const records = state.from(source);
    if (records.used > PREFIX_WORDS)
      yield* takeEffect(records, source, registry, unread, piecesFrom(p, source, outboxes));
  }
  if (sends.length > 0) yield sends;
  state.turn();
}

function learnChanges(p: Peers, state: State): void {
  for (const { type, entry } of state.changes) if (type === REGISTER) entry.lengths[p.rank] = entry.length;
  for (const source of state.others)
    checkChanges(state.changes, source, state.inboxes[source], state.registry, state.name);
}

function sendPieces(p: Peers, dests: readonly number[], boxes: readonly Outbox[]): Request<unknown>[] {
  return dests.flatMap((dest) => boxes[dest].pieces.map((piece) => p.isend(piece, dest)));
}

function piecesFrom(p: Peers, source: number, outboxes: readonly Outbox[]): Pieces {
  if (source !== p.rank) return (into) => [p.irecv(source, into)];
  const own = outboxes[source].pieces.values();
  return (into) => {
    into.set(own.next().value as never);
    return [];
  };
}

/** All that is asked for is read before anything is written. */
function* serveGets(p: Peers, state: State): Schedule<void> {
  const { gets, replies, answers, registry } = state;
  const ranks = [...gets.keys()];
  const asking = ranks.filter((rank) => state.from(rank).ints[ASKS] > 0);
  const asked = ranks.filter((rank) => gets[rank].length > 0);
  for (const rank of asking)
    state.count(rank, answer(state.from(rank), registry, replies[rank]) / Float64Array.BYTES_PER_ELEMENT);

  const isOther = (rank: number): boolean => rank !== p.rank;
  const [dests, sources] = [asking.filter(isOther), asked.filter(isOther)];
  yield* swap(p, dests, replies, sources, answers);
  const pieces = sendPieces(p, dests, replies);
  for (const source of sources)
    for (const into of takeAnswers(answers[source], gets[source])) pieces.push(p.irecv(source, into));
  const own = replies[p.rank];
  takeAnswers(own, gets[p.rank]).forEach((into, i) => {
    into.set(own.pieces[i] as never);
  });
  if (pieces.length > 0) yield pieces;
}
