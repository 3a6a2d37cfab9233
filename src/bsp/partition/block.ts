import { requireBelow, requireSize } from "./limits.ts";
import type { Partitioning } from "./partitioning.ts";

/**
 * n elements as p pieces that lie side by side, for programs whose elements need their neighbours. The pieces differ by one at
 * most: the first n mod p ranks have one more. With n < p the last ranks have none.
 *
 * Throws ERR_RANKS_USAGE where n is no whole number from 0 on, or p none from 1 on.
 *
 * @example
 * ```ts
 * import { block } from "ranks/bsp";
 * const rows = block(10, 4); // 0 1 2 | 3 4 5 | 6 7 | 8 9
 * console.assert(rows.owner(6) === 2 && rows.localOf(7) === 1 && rows.globalOf(3, 1) === 9);
 * ```
 */
export function block(n: number, p: number): Partitioning {
  return new Block(n, p);
}

export class Block implements Partitioning {
  readonly name: string;
  readonly length: number;
  readonly ranks: number;
  /** Elements of the shorter pieces. */
  readonly #short: number;
  /** How many pieces are longer by one. */
  readonly #longer: number;

  constructor(n: number, p: number) {
    this.name = `block(${n}, ${p})`;
    requireSize(this.name, "n", n, 0);
    requireSize(this.name, "p", p, 1);
    this.length = n;
    this.ranks = p;
    this.#short = Math.floor(n / p);
    this.#longer = n % p;
  }

  /** Where a rank's piece begins: n where it has none. */
  firstOn(rank: number): number {
    return rank >= this.ranks ? this.length : rank * this.#short + Math.min(rank, this.#longer);
  }

  owner(global: number): number {
    requireBelow(this.name, "the index", global, this.length);
    const inLonger = this.#longer * (this.#short + 1);
    if (global < inLonger) return Math.floor(global / (this.#short + 1));
    return this.#longer + Math.floor((global - inLonger) / this.#short);
  }

  localOf(global: number): number {
    return global - this.firstOn(this.owner(global));
  }

  globalOf(rank: number, local: number): number {
    requireBelow(this.name, "the index on that rank", local, this.lengthOn(rank));
    return this.firstOn(rank) + local;
  }

  lengthOn(rank: number): number {
    return this.firstOn(rank + 1) - this.firstOn(rank);
  }

  runAt(global: number): number {
    return this.firstOn(this.owner(global) + 1) - global;
  }
}
