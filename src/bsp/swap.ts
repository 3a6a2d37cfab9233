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
  const rest: Request<unknown>[] = [];
  for (const source of sources) heads.push(p.irecv(source, inboxes[source].head));
  for (const dest of dests) {
    const box = outboxes[dest];
    heads.push(p.isend(box.seal(), dest));
    if (box.used > HEAD_WORDS) rest.push(p.isend(box.rest, dest));
  }
  // Not for the rest: nobody takes it before its head is here.
  yield heads;
  for (const source of sources) {
    const room = inboxes[source].begin();
    if (room !== undefined) rest.push(p.irecv(source, room));
  }
  if (rest.length > 0) yield rest;
}
