import type { Naming } from "../progress/receive.ts";

/** The ranks of a communicator: a plain ordered list of world ranks. Rank i of the communicator is the i-th of them. */
export class Group implements Naming {
  readonly worldRanks: readonly number[];
  readonly #ranks = new Map<number, number>();

  constructor(worldRanks: readonly number[]) {
    this.worldRanks = worldRanks;
    worldRanks.forEach((world, rank) => this.#ranks.set(world, rank));
  }

  get size(): number {
    return this.worldRanks.length;
  }

  rankOf(world: number): number {
    return this.#ranks.get(world) ?? world;
  }

  has(world: number): boolean {
    return this.#ranks.has(world);
  }
}
