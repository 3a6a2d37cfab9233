// LU decomposition with partial pivoting: P A = L U, on a grid of ranks that rows and columns are dealt out to.
//
// In stage k the largest element of column k, from the diagonal down, is moved to the diagonal with its row; then the
// rest of the matrix, from row and column k + 1 on, loses a multiple of row k. Dealt out cyclically, this rest is spread
// evenly over all ranks to the end. (Bisseling, Parallel Scientific Computation, section 2.3.)
//
// Each stage has three supersteps: find the pivot, swap two rows, tell row and column k to those that need them.
// Cost of all, on a square grid: 2 n^3 / (3 p) flops + about (2 n^2 + p n) g + 3 n l.
//
//   npx ranks run -n 4 examples/bsp-lu.ts --cost
import assert from "node:assert";
import { max, spmd } from "ranks";
import { bsp, cyclic, distribute, foldl, gatherAll, grid, squarest } from "ranks/bsp";
import { costOptions } from "./support/cost.ts";

const N = 61;

// Any regular matrix will do.
const a = (i: number, j: number): number => ((i * 7919 + j * j * 31 + i * j * 17) % 1009) / 1009 - 0.5;

const NONE = { row: -1, value: 0 };
const larger = (one: typeof NONE, other: typeof NONE) =>
  Math.abs(other.value) > Math.abs(one.value) ? other : one;

const costs = costOptions();

await spmd(async (world) => {
  const steps = bsp(world, costs.options);
  const [gridRows, gridColumns] = squarest(world.size);
  const parted = grid(cyclic(N, gridRows), cyclic(N, gridColumns));
  const [myRow, myColumn] = parted.coordinates(world.rank);
  const matrix = distribute(steps, parted, Float64Array, { name: "A" });
  const { local } = matrix;
  const [rows, columns] = matrix.shape;
  // What meets this rank's elements of row and of column k.
  const rowK = steps.register(new Float64Array(columns), { name: "row k" });
  const columnK = steps.register(new Float64Array(rows), { name: "column k" });
  const candidate = steps.register(NONE, { name: "candidate" });
  await steps.sync();

  for (let i = myRow, at = 0; i < N; i += gridRows)
    for (let j = myColumn; j < N; j += gridColumns) local[at++] = a(i, j);
  const rowOf = (i: number): Float64Array => {
    const start = parted.rows.localOf(i) * columns;
    return local.subarray(start, start + columns);
  };
  const order = Array.from({ length: N }, (_, i) => i);

  for (let k = 0; k < N; k++) {
    const hasColumn = parted.columns.owner(k) === myColumn;
    const localColumn = parted.columns.localOf(k);

    // Each rank that has a part of column k has a candidate, and all choose the same.
    candidate.value = NONE;
    for (let i = myRow, at = localColumn; hasColumn && i < N; i += gridRows, at += columns)
      if (i >= k) candidate.value = larger(candidate.value, { row: i, value: local[at] });
    const best = foldl(steps, candidate, larger, NONE);
    await steps.sync();
    const pivot = best.value;
    assert(pivot.row >= 0, "the matrix is singular");

    // What is put is copied at once, so that two rows can change places.
    [order[k], order[pivot.row]] = [order[pivot.row], order[k]];
    const swap = (from: number, to: number): void => {
      if (from === to || parted.rows.owner(from) !== myRow) return;
      matrix.put(rowOf(from), { index: parted.index(to, myColumn), stride: gridColumns });
    };
    swap(k, pivot.row);
    swap(pivot.row, k);
    await steps.sync();

    // Below the diagonal column k becomes that of L.
    for (let i = myRow, at = localColumn; hasColumn && i < N; i += gridRows, at += columns) {
      if (i > k) local[at] /= pivot.value;
      const offset = (i - myRow) / gridRows;
      for (let t = 0; t < gridColumns; t++) columnK.put(local[at], { dest: myRow * gridColumns + t, offset });
    }
    for (let s = 0; parted.rows.owner(k) === myRow && s < gridRows; s++)
      rowK.put(rowOf(k), { dest: s * gridColumns + myColumn });
    await steps.sync();

    for (let i = myRow, at = 0; i < N; i += gridRows)
      for (let j = myColumn; j < N; j += gridColumns, at++)
        if (i > k && j > k)
          local[at] -= columnK.local[(i - myRow) / gridRows] * rowK.local[(j - myColumn) / gridColumns];
  }

  const all = gatherAll(matrix);
  await steps.sync();
  await costs.print(steps);
  const error = await world.allreduce(worst(all.value, order), max);
  assert(error < 1e-12, `L U is off by ${error}`);
  if (world.rank === 0)
    console.log(`P A = L U for ${N} x ${N} elements: off by at most ${error.toExponential(1)}`);
});

/** How far L U is from P A. L has ones on its diagonal, which are not stored. */
function worst(lu: Float64Array, order: readonly number[]): number {
  const errors = lu.map((element, at) => {
    const [i, j] = [Math.floor(at / N), at % N];
    let product = i <= j ? element : 0;
    for (let k = 0; k < i && k <= j; k++) product += lu[i * N + k] * lu[k * N + j];
    return Math.abs(product - a(order[i], j));
  });
  return Math.max(...errors);
}
