import { RanksError } from "../../errors.ts";
import { Block } from "../partition/block.ts";
import { Product } from "../partition/grid.ts";
import { requireSize } from "../partition/limits.ts";
import type { Partitioning } from "../partition/partitioning.ts";

/** Where the elements of each rank lie in its memory: row after row, with `halo` cells around them. In one dimension, one row. */
export class Frame {
  readonly partitioning: Partitioning;
  readonly halo: number;
  readonly grid: Product;
  /** Halo cells before the first row, and before the first column. */
  readonly #above: number;

  constructor(partitioning: Partitioning, halo: number) {
    this.partitioning = partitioning;
    this.halo = halo;
    const flat = !(partitioning instanceof Product);
    this.grid = flat ? new Product(new Block(1, 1), partitioning) : partitioning;
    this.#above = flat ? 0 : halo;
    requireSize(`an array of ${partitioning.name}`, "the halo", halo, 0);
    if (halo > 0 && !(this.grid.rows instanceof Block && this.grid.columns instanceof Block)) {
      const what = `${partitioning.name} can't have a halo, whose cells need neighbours; use block() for each dimension`;
      throw new RanksError("ERR_RANKS_USAGE", what);
    }
  }

  /** Halo cells at each side of the two dimensions. */
  get margins(): readonly [rows: number, columns: number] {
    return [this.#above, this.halo];
  }

  /** Cells from one row to the next. */
  rowStride(rank: number): number {
    return this.grid.shapeOn(rank)[1] + 2 * this.halo;
  }

  /** All cells; none where a rank has no element. */
  lengthOn(rank: number): number {
    if (this.halo === 0) return this.partitioning.lengthOn(rank);
    const [rows, columns] = this.grid.shapeOn(rank);
    return rows * columns === 0 ? 0 : (rows + 2 * this.#above) * this.rowStride(rank);
  }

  /** The cell of row i and column j of a rank's own; negative ones, and those past the end, are halo. */
  cell(rank: number, i: number, j: number): number {
    return (i + this.#above) * this.rowStride(rank) + j + this.halo;
  }

  /** The cell of a rank's element. */
  cellOf(rank: number, local: number): number {
    if (this.halo === 0) return local;
    const [, columns] = this.grid.shapeOn(rank);
    return this.cell(rank, Math.floor(local / columns), local % columns);
  }

  /** The other way round; -1 for a cell of the halo. */
  localAt(rank: number, cell: number): number {
    if (this.halo === 0) return cell;
    const [rows, columns] = this.grid.shapeOn(rank);
    const stride = this.rowStride(rank);
    const i = Math.floor(cell / stride) - this.#above;
    const j = (cell % stride) - this.halo;
    return i >= 0 && i < rows && j >= 0 && j < columns ? i * columns + j : -1;
  }
}
