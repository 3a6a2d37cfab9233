import { RanksError } from "../errors.ts";

/**
 * Numbers that tell the messages of communicators apart. The first rank of a new communicator's parent chooses one: its world
 * rank in the upper 16 bits, a counter of its own below. So creations that overlap can't choose the same one, and nobody has to
 * agree on anything but who chooses.
 */
const COUNTER_BITS = 15;
const PER_RANK = 1 << COUNTER_BITS;

/** `world` is the first context of world rank 0; each rank's `self` the second of its own. */
export const WORLD_CONTEXT = 0;
const FIRST_FREE = 2;

export function selfContext(world: number): number {
  return (world << COUNTER_BITS) | 1;
}

export class ContextNumbers {
  readonly #base: number;
  readonly #freed: number[] = [];
  #next = FIRST_FREE;

  constructor(world: number) {
    this.#base = world << COUNTER_BITS;
  }

  /** Unused numbers first; then the one that was freed the longest ago, so that no late message can meet a new communicator. */
  take(): number {
    if (this.#next < PER_RANK) return this.#base | this.#next++;
    const context = this.#freed.shift();
    if (context !== undefined) return context;
    throw new RanksError(
      "ERR_RANKS_USAGE",
      `this rank has made ${PER_RANK - FIRST_FREE} communicators that are still in use; free() those that are done`,
    );
  }

  /** Takes back a number, if it was this rank's. */
  give(context: number): void {
    if (context >> COUNTER_BITS === this.#base >> COUNTER_BITS) this.#freed.push(context);
  }
}
