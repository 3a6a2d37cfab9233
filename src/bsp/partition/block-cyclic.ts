import { requireBelow, requireSize } from "./limits.ts";
import type { Partitioning } from "./partitioning.ts";

/**
 * n elements dealt out to p ranks like cards: rank s has s, s + p, s + 2p, ... For programs whose work moves through the
 * elements, as in LU decomposition: whatever part of them is left, all ranks have nearly as many of it.
 *
 * Throws ERR_RANKS_USAGE where n is no whole number from 0 on, or p none from 1 on.
 */
export function cyclic(n: number, p: number): Partitioning {
  return new BlockCyclic(`cyclic(${n}, ${p})`, n, p, 1);
}

/**
 * n elements dealt out to p ranks in blocks of b: `cyclic` with b = 1, one block for each rank at most with b = n / p. The last
 * block may be shorter.
 *
 * Throws ERR_RANKS_USAGE where n is no whole number from 0 on, or p or b none from 1 on.
 *
 * @example
 * ```ts
 * import { blockCyclic } from "ranks/bsp";
 * const columns = blockCyclic(11, 2, 3); // rank 0: 0 1 2, 6 7 8; rank 1: 3 4 5, 9 10
 * console.assert(columns.owner(7) === 0 && columns.localOf(7) === 4 && columns.lengthOn(1) === 5);
 * ```
 */
export function blockCyclic(n: number, p: number, b: number): Partitioning {
  return new BlockCyclic(`blockCyclic(${n}, ${p}, ${b})`, n, p, b);
}

class BlockCyclic implements Partitioning {
  readonly name: string;
  readonly length: number;
  readonly ranks: number;
  readonly #block: number;
  /** Elements of one round of dealing. */
  readonly #round: number;

  constructor(name: string, n: number, p: number, b: number) {
    requireSize(name, "n", n, 0);
    requireSize(name, "p", p, 1);
    requireSize(name, "b", b, 1);
    this.name = name;
    this.length = n;
    this.ranks = p;
    this.#block = b;
    this.#round = b * p;
  }

  owner(global: number): number {
    requireBelow(this.name, "the index", global, this.length);
    return Math.floor((global % this.#round) / this.#block);
  }

  localOf(global: number): number {
    requireBelow(this.name, "the index", global, this.length);
    return Math.floor(global / this.#round) * this.#block + (global % this.#block);
  }

  globalOf(rank: number, local: number): number {
    requireBelow(this.name, "the index on that rank", local, this.lengthOn(rank));
    return Math.floor(local / this.#block) * this.#round + rank * this.#block + (local % this.#block);
  }

  lengthOn(rank: number): number {
    if (rank >= this.ranks) return 0;
    const left = (this.length % this.#round) - rank * this.#block;
    return Math.floor(this.length / this.#round) * this.#block + Math.min(this.#block, Math.max(0, left));
  }

  runAt(global: number): number {
    requireBelow(this.name, "the index", global, this.length);
    if (this.ranks === 1) return this.length - global;
    return Math.min(this.#block - (global % this.#block), this.length - global);
  }
}
