import { REVOKE } from "../wire/envelope.ts";
import { pairOf } from "./contexts.ts";
import type { Context } from "./contexts.ts";

/** What a rank's engine can do to pass a revocation on. */
interface Spreading {
  readonly rank: number;
  readonly size: number;
  readonly contexts: { owner(context: number): Context | undefined };
  tell(dest: number, type: number, context: number, number: number, first: number, second: number): void;
}

/**
 * Communicators that somebody has revoked. Whoever hears of it for the first time tells all other members, so that all of them
 * hear of it even if the first one dies meanwhile. One that is not known here yet, whose members are not known either, is
 * remembered, and everybody is told.
 */
export class Revocations {
  readonly #engine: Spreading;
  /** By which world rank, as far as is known here. */
  readonly #revoked = new Map<number, number>();

  constructor(engine: Spreading) {
    this.#engine = engine;
  }

  /** The world rank that revoked the communicator whose messages or collectives have this context. */
  by(context: number): number | undefined {
    return this.#revoked.size === 0 ? undefined : this.#revoked.get(pairOf(context));
  }

  /** This rank revokes it, or a peer says that `by` did. */
  add(context: number, by: number): void {
    if (this.#revoked.has(context)) return;
    this.#revoked.set(context, by);
    const { rank, size, contexts } = this.#engine;
    const owner = contexts.owner(context);
    for (let other = 0; other < size; other++) {
      if (other !== rank && (owner === undefined || owner.has(other)))
        this.#engine.tell(other, REVOKE, context, 0, by, 0);
    }
    owner?.revoked?.(by);
  }
}
