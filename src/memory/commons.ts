import { Cells } from "./cells.ts";
import type { Doorbell } from "./doorbell.ts";
import { ownersOffset } from "./layout.ts";
import type { Layout } from "./layout.ts";
import type { Memory } from "./memory.ts";

const FREE = 0;
const TAKEN = 1;

/** In the place of a set: the communicator has none. */
export const NO_SET = -1;

/** The set of the communicator of all ranks, which nobody has to claim. */
export const WORLD_SET = 0;

/** A rank whose peers are more than so many would spend its time on reading their lines: messages by a tree are faster then. */
const MOST_RANKS = 16;

/** The part of a region in which collectives meet: sets of cells, one for each communicator that has got one. */
export class Commons {
  readonly #memory: Memory;
  readonly #layout: Layout;
  readonly #endpointOf: ReadonlyMap<number, number>;
  readonly #doorbells: readonly Doorbell[];

  /** `ranks` are the world ranks of the endpoints, in order. */
  constructor(memory: Memory, layout: Layout, ranks: readonly number[], doorbells: readonly Doorbell[]) {
    this.#memory = memory;
    this.#layout = layout;
    this.#endpointOf = new Map(ranks.map((rank, endpoint) => [rank, endpoint]));
    this.#doorbells = doorbells;
  }

  /** Whether ranks can meet here, which all of them know alike. */
  suits(ranks: readonly number[]): boolean {
    return (
      ranks.length > 1 && ranks.length <= MOST_RANKS && ranks.every((rank) => this.#endpointOf.has(rank))
    );
  }

  /** Takes a set for a new communicator, NO_SET where all are taken. One of its ranks does, and tells the others. */
  claim(ranks: readonly number[]): number {
    if (!this.suits(ranks)) return NO_SET;
    for (let set = WORLD_SET + 1; set < this.#layout.commons.sets; set++) {
      if (Atomics.compareExchange(this.#memory.i32, this.#owner(set), FREE, TAKEN) !== FREE) continue;
      this.cells(set, ranks, ranks[0])!.clear();
      return set;
    }
    return NO_SET;
  }

  /** Gives a set back that no rank uses any more. */
  release(set: number): void {
    Atomics.store(this.#memory.i32, this.#owner(set), FREE);
  }

  #owner(set: number): number {
    return (ownersOffset(this.#layout) >> 2) + set;
  }

  /** The cells of a communicator of these world ranks, as rank `own` of the world sees them. */
  cells(set: number, ranks: readonly number[], own: number): Cells | undefined {
    if (set === NO_SET || !this.suits(ranks)) return undefined;
    const endpoints = ranks.map((rank) => this.#endpointOf.get(rank)!);
    return new Cells(this.#memory, this.#layout, set, endpoints, ranks.indexOf(own), this.#doorbells);
  }
}
