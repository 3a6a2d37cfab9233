import { copyOfStorage } from "../wire/element.ts";
import type { Contexts } from "./contexts.ts";
import { EAGER_CREDIT, eagerCost } from "./link.ts";
import type { Matcher, Unexpected } from "./matcher.ts";
import type { Receive } from "./receive.ts";
import type { Send, SendQueue } from "./send.ts";

/** A rank's messages to itself: no ring, the same rules. */
export class Loopback {
  readonly #rank: number;
  readonly #contexts: Contexts;
  #credit = EAGER_CREDIT;

  constructor(rank: number, contexts: Contexts) {
    this.#rank = rank;
    this.#contexts = contexts;
  }

  /** Straight into a posted receive; else kept as a copy while the credit lasts, and as the pinned array after that. */
  send(send: Send): void {
    const { array, tag, kind, first, second, context } = send;
    const bytes = array.byteLength;
    const matcher = this.#contexts.matcher(context);
    const receive = matcher.takePosted(this.#rank, tag);
    if (receive !== undefined) return this.take(receive, send);
    const copied = !send.synchronous && eagerCost(bytes) <= this.#credit;
    const message: Unexpected = {
      source: this.#rank,
      tag,
      kind,
      bytes,
      first,
      second,
      storage: copied ? copyOfStorage(kind, array) : undefined,
      id: -1,
      address: 0,
      pid: 0,
      local: copied ? undefined : send,
      before: undefined,
      behind: undefined,
      older: undefined,
      newer: undefined,
    };
    matcher.keep(message);
    if (copied) {
      this.#credit -= eagerCost(bytes);
      send.complete();
    } else {
      send.queue = new KeptMessage(matcher, message);
    }
  }

  /** A receive that matches a send which still holds its array. */
  take(receive: Receive, send: Send): void {
    const { tag, kind, array, first, second } = send;
    const refusal = receive.accept(this.#rank, tag, kind, array.byteLength, first, second);
    if (refusal !== undefined) receive.fail(refusal);
    else {
      receive.array!.set(array as never);
      receive.finish();
    }
    send.queue = undefined;
    send.complete();
  }

  /** A copy of so many bytes was received. */
  credited(bytes: number): void {
    this.#credit += eagerCost(bytes);
  }
}

/** A message to this rank itself that stands in its own list. */
class KeptMessage implements SendQueue {
  readonly #matcher: Matcher;
  readonly #message: Unexpected;

  constructor(matcher: Matcher, message: Unexpected) {
    this.#matcher = matcher;
    this.#message = message;
  }

  remove(): boolean {
    this.#matcher.discard(this.#message);
    return true;
  }
}
