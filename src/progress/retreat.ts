import type { Links } from "./links.ts";
import { PENDING } from "./operation.ts";
import type { Operation } from "./operation.ts";
import { Receive } from "./receive.ts";
import { Send } from "./send.ts";

/**
 * Ends operations with this error, and gives those that can't end now, because a peer has them in hand: an array that is being
 * read or filled is not the program's to change. They end with the peer's answer, which needs no more of it than that it makes
 * progress.
 */
export function retreat(
  operations: readonly Operation<unknown>[],
  error: Error,
  links: Links,
): Operation<unknown>[] {
  for (const operation of operations) {
    if (operation.state !== PENDING) continue;
    if (operation instanceof Receive) withdraw(operation, error);
    else if (operation instanceof Send) takeBack(operation, error, links);
  }
  return operations.filter(({ state }) => state === PENDING);
}

function withdraw(receive: Receive, error: Error): void {
  if (!receive.posted) return;
  receive.matcher.remove(receive);
  receive.fail(error);
}

/** One that was announced is asked back: a receiver that has not matched it lets go of it. */
function takeBack(send: Send, error: Error, links: Links): void {
  if (send.queue?.remove(send) === true) return send.fail(error);
  if (send.peer >= 0 || send.refused !== undefined) return;
  send.refused = error;
  const link = links.to(send.dest);
  link.retract(send);
  links.mind(link);
}
