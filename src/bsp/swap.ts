import type { Peers, Schedule } from "../collectives/peers.ts";
import type { Request } from "../progress/request.ts";
import type { Inbox } from "./inbox.ts";
import type { Outbox } from "./outbox.ts";
import { HEAD_WORDS } from "./records.ts";

/**
 * A message to each rank of `dests` and from each of `sources`: the head, which tells how much there is, and the rest at once
 * behind it. Who has a head from everybody knows that everybody has come so far. Cost: h g + l, with one latency for short
 * messages and two for long ones.
 */
export function* swap(
  p: Peers,
  dests: readonly number[],
  outboxes: readonly Outbox[],
  sources: readonly number[],
  inboxes: readonly Inbox[],
): Schedule<void> {
  const heads: Request<unknown>[] = [];
  for (const source of sources) heads.push(p.irecv(source, inboxes[source].head));
  for (const dest of dests) {
    outboxes[dest].seal();
    heads.push(p.isend(outboxes[dest].head, dest));
  }
  const sends = sendRest(p, dests, outboxes, HEAD_WORDS);
  // Not for the rest: nobody takes it before its head is here.
  yield heads;
  yield* swapRest(p, sends, sources, inboxes, HEAD_WORDS);
}

/** What the first `here` words of a message did not hold. */
export function sendRest(
  p: Peers,
  dests: readonly number[],
  outboxes: readonly Outbox[],
  here: number,
): Request<unknown>[] {
  const sends: Request<unknown>[] = [];
  for (const dest of dests)
    if (outboxes[dest].used > here) sends.push(p.isend(outboxes[dest].after(here), dest));
  return sends;
}

/** Completes `rest`, which is what this rank sends, and receives what the first `here` words of each message did not hold. */
export function* swapRest(
  p: Peers,
  rest: Request<unknown>[],
  sources: readonly number[],
  inboxes: readonly Inbox[],
  here: number,
): Schedule<void> {
  for (const source of sources) {
    const room = inboxes[source].begin(here);
    if (room !== undefined) rest.push(p.irecv(source, room));
  }
  if (rest.length > 0) yield rest;
}
