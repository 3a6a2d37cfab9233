// The product of two square matrices by SUMMA (van de Geijn and Watts, 1997), on a grid of ranks.
//
// Each rank owns one block of A, of B and of C = A B. The inner dimension is cut into panels; for each panel, the ranks
// that own its columns of A broadcast them along their row of the grid, and the ranks that own its rows of B broadcast
// them along their column. Every rank then adds the product of the two panels to its block of C.
//
//   npx ranks run -n 4 examples/matrix-product.ts
import assert from "node:assert";
import { spmd } from "ranks";

// Small whole numbers, so that the product is exact and can be compared with ===.
const a = (i: number, j: number): number => ((7 * i + 3 * j) % 11) - 5;
const b = (i: number, j: number): number => ((5 * i + 2 * j) % 13) - 6;

await spmd(async (world) => {
  const { rank, size } = world;

  // The grid is as square as the number of ranks allows: 4 = 2 x 2, 6 = 2 x 3, 7 = 1 x 7.
  let gridRows = Math.floor(Math.sqrt(size));
  while (size % gridRows !== 0) gridRows--;
  const gridColumns = size / gridRows;
  const myRow = Math.floor(rank / gridColumns);
  const myColumn = rank % gridColumns;

  // Ranks with the same colour share a communicator; the key orders them in it.
  const alongRow = await world.split(myRow, myColumn);
  const alongColumn = await world.split(myColumn, myRow);
  assert(alongRow !== undefined && alongColumn !== undefined);

  // One panel for each rank: then each rank's columns of A are `gridRows` whole panels, and its rows of B `gridColumns`.
  const panels = size;
  const panel = Math.ceil(240 / size);
  const n = panel * panels;
  const rows = n / gridRows;
  const columns = n / gridColumns;
  const top = myRow * rows;
  const left = myColumn * columns;

  const blockOfA = matrix(rows, columns, (i, j) => a(top + i, left + j));
  const blockOfB = matrix(rows, columns, (i, j) => b(top + i, left + j));
  const blockOfC = new Float64Array(rows * columns);
  const panelOfA = new Float64Array(rows * panel);
  const panelOfB = new Float64Array(panel * columns);

  for (let p = 0; p < panels; p++) {
    const ownerOfA = Math.floor(p / gridRows);
    const ownerOfB = Math.floor(p / gridColumns);

    // Columns are scattered over a block's memory and must be collected; rows lie together, and a view will do.
    if (myColumn === ownerOfA) collectColumns(blockOfA, columns, p * panel - left, panelOfA, panel);
    const start = (p * panel - top) * columns;
    const mine = myRow === ownerOfB ? blockOfB.subarray(start, start + panel * columns) : undefined;

    // The two broadcasts go on at the same time; each arrives in its `into`.
    await Promise.all([
      alongRow.bcast(panelOfA, { root: ownerOfA, into: panelOfA }),
      alongColumn.bcast(mine, { root: ownerOfB, into: panelOfB }),
    ]);
    addProduct(blockOfC, panelOfA, panelOfB, rows, panel, columns);
  }

  // Each rank checks its block against the definition.
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let expected = 0;
      for (let k = 0; k < n; k++) expected += a(top + i, k) * b(k, left + j);
      assert.equal(blockOfC[i * columns + j], expected, `C[${top + i}, ${left + j}]`);
    }
  }
  await world.barrier();
  if (rank === 0) console.log(`${n} x ${n} matrices on a ${gridRows} x ${gridColumns} grid of ranks: exact`);
});

function matrix(rows: number, columns: number, entry: (i: number, j: number) => number): Float64Array {
  return Float64Array.from({ length: rows * columns }, (_, at) =>
    entry(Math.floor(at / columns), at % columns),
  );
}

/** Copies `count` columns, beginning with `first`, of a block into a panel of their own. */
function collectColumns(
  block: Float64Array,
  width: number,
  first: number,
  panel: Float64Array,
  count: number,
): void {
  for (let i = 0; i * count < panel.length; i++) {
    for (let j = 0; j < count; j++) panel[i * count + j] = block[i * width + first + j];
  }
}

/** C += A B. The innermost loop runs along the rows of B and C, as they lie in memory. */
function addProduct(
  c: Float64Array,
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): void {
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      const factor = a[i * inner + k];
      for (let j = 0; j < columns; j++) c[i * columns + j] += factor * b[k * columns + j];
    }
  }
}
