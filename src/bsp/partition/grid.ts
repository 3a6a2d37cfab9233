import { requireBelow } from "./limits.ts";
import type { Partitioning } from "./partitioning.ts";

/**
 * A matrix over a grid of ranks: its rows are parted as one partitioning says, its columns as another. The grid has
 * `rows.ranks` x `columns.ranks` ranks, numbered row by row, and so are the matrix's elements and each rank's: element (i, j) of
 * m x n has the index i n + j. Each dimension may be `block`, `cyclic`, `blockCyclic` or a program's own.
 *
 * @example
 * ```ts
 * import { block, cyclic, grid } from "ranks/bsp";
 * const matrix = grid(block(4, 2), cyclic(6, 3)); // on 2 x 3 ranks
 * const [i, j] = [3, 4];
 * console.assert(matrix.owner(matrix.index(i, j)) === 1 * 3 + 1);
 * ```
 */
export function grid(rows: Partitioning, columns: Partitioning): Grid {
  return new Product(rows, columns);
}

/** What `grid` gives. An index is i n + j, of a rank's elements too. */
export interface Grid extends Partitioning {
  readonly rows: Partitioning;
  readonly columns: Partitioning;
  /** Element (i, j) as one number. */
  index(i: number, j: number): number;
  /** A rank's row and column in the grid of ranks. */
  coordinates(rank: number): readonly [row: number, column: number];
  /** Rows and columns that a rank has. */
  shapeOn(rank: number): readonly [rows: number, columns: number];
}

export class Product implements Grid {
  readonly name: string;
  readonly length: number;
  readonly ranks: number;
  readonly rows: Partitioning;
  readonly columns: Partitioning;

  constructor(rows: Partitioning, columns: Partitioning) {
    this.name = `grid(${rows.name}, ${columns.name})`;
    this.length = rows.length * columns.length;
    this.ranks = rows.ranks * columns.ranks;
    this.rows = rows;
    this.columns = columns;
  }

  index(i: number, j: number): number {
    requireBelow(this.name, "the row", i, this.rows.length);
    requireBelow(this.name, "the column", j, this.columns.length);
    return i * this.columns.length + j;
  }

  coordinates(rank: number): readonly [row: number, column: number] {
    return [Math.floor(rank / this.columns.ranks), rank % this.columns.ranks];
  }

  shapeOn(rank: number): readonly [rows: number, columns: number] {
    if (rank >= this.ranks) return [0, 0];
    const [row, column] = this.coordinates(rank);
    return [this.rows.lengthOn(row), this.columns.lengthOn(column)];
  }

  owner(global: number): number {
    return this.rows.owner(this.#row(global)) * this.columns.ranks + this.columns.owner(this.#column(global));
  }

  localOf(global: number): number {
    const column = this.#column(global);
    const width = this.columns.lengthOn(this.columns.owner(column));
    return this.rows.localOf(this.#row(global)) * width + this.columns.localOf(column);
  }

  globalOf(rank: number, local: number): number {
    requireBelow(this.name, "the index on that rank", local, this.lengthOn(rank));
    const [row, column] = this.coordinates(rank);
    const width = this.columns.lengthOn(column);
    const i = this.rows.globalOf(row, Math.floor(local / width));
    return i * this.columns.length + this.columns.globalOf(column, local % width);
  }

  lengthOn(rank: number): number {
    const [rows, columns] = this.shapeOn(rank);
    return rows * columns;
  }

  runAt(global: number): number {
    return this.columns.runAt(this.#column(global));
  }

  #row(global: number): number {
    requireBelow(this.name, "the index", global, this.length);
    return Math.floor(global / this.columns.length);
  }

  #column(global: number): number {
    requireBelow(this.name, "the index", global, this.length);
    return global % this.columns.length;
  }
}
