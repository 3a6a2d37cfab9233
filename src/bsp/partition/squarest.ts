import { requireSize } from "./limits.ts";

/**
 * The grid of p ranks that is most like a square, with no more rows than columns: 6 is 2 x 3, 7 is 1 x 7. Blocks of a square
 * have the shortest borders. (MPI_Dims_create for two dimensions.)
 *
 * Throws ERR_RANKS_USAGE where p is no whole number from 1 on.
 */
export function squarest(p: number): readonly [rows: number, columns: number] {
  requireSize(`squarest(${p})`, "p", p, 1);
  let rows = Math.floor(Math.sqrt(p));
  while (p % rows !== 0) rows--;
  return [rows, p / rows];
}
