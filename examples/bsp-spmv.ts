// A sparse matrix times a vector, u = A v, again and again (Bisseling, chapter 4; with a distribution by rows).
//
// Each rank has a block of rows of A, and the same block of v. A row needs only those elements of v where it is not zero: each rank
// finds out once which these are, and in every superstep gets just those that others have.
//
//        A                        v
//   rank 0 [ x . . x . . . ]    [ a ]        rank 0 gets the one element of rank 1 that its rows need,
//          [ . x x . . . . ]    [ b ]        and none of rank 2
//   rank 1 [ . x . x . x . ]    [ c ]
//          [ x . . . x . . ]    [ d ]
//   rank 2 [ . . . x . x . ]    [ e ]
//
// Cost of a product: 2 nz / p operations for nz nonzeros, and h g + l, where h is the number of elements that a rank gets.
//
//   npx ranks run -n 4 examples/bsp-spmv.ts --cost
import assert from "node:assert";
import { spmd } from "ranks";
import { block, bsp } from "ranks/bsp";
import { costOptions } from "./support/cost.ts";

const N = 3000;
const PRODUCTS = 10;
const costs = costOptions();

/** The nonzeros of a row: a band of three, and two far away. */
function columnsOf(row: number): number[] {
  const far = [(row * 37 + 11) % N, (row * 101 + 5) % N];
  return [...new Set([Math.max(0, row - 1), row, Math.min(N - 1, row + 1), ...far])];
}

const element = (row: number, column: number): number => 1 / (2 + ((row + 3 * column) % 7));

await spmd(async (world) => {
  const steps = bsp(world, costs.options);
  const { rank, size } = steps;
  const rows = block(N, size);
  const mine = Array.from({ length: rows.lengthOn(rank) }, (_, local) => rows.globalOf(rank, local));

  const v = steps.register(
    Float64Array.from(mine, (row) => 1 + (row % 3)),
    { name: "v" },
  );
  await steps.sync();

  // Every element that a row of this rank needs has a place in `needed`; a row names the places, not the elements.
  const place = new Map<number, number>();
  for (const row of mine)
    for (const column of columnsOf(row)) if (!place.has(column)) place.set(column, place.size);
  const needed = new Float64Array(place.size);
  const matrix = mine.map((row) =>
    columnsOf(row).map((column) => ({ value: element(row, column), at: place.get(column)! })),
  );

  for (let product = 0; product < PRODUCTS; product++) {
    for (const [column, at] of place)
      v.get({
        source: rows.owner(column),
        offset: rows.localOf(column),
        count: 1,
        into: needed.subarray(at, at + 1),
      });
    await steps.sync();
    matrix.forEach(
      (row, i) => (v.local[i] = row.reduce((sum, { value, at }) => sum + value * needed[at], 0)),
    );
    const largest = v.local.reduce((most, each) => Math.max(most, each), 0);
    // So that it neither grows nor shrinks for ever: one number to everybody.
    for (let dest = 0; dest < size; dest++) steps.send(largest, { dest });
    await steps.sync();
    const norm = Math.max(...steps.messages<number>().map(({ value }) => value));
    v.local.forEach((each, i) => (v.local[i] = each / norm));
  }
  await costs.print(steps);

  // The same on one rank: the same additions in the same order, so the same bits.
  let whole = Array.from({ length: N }, (_, row) => 1 + (row % 3));
  for (let product = 0; product < PRODUCTS; product++) {
    const next = whole.map((_, row) =>
      columnsOf(row).reduce((sum, column) => sum + element(row, column) * whole[column], 0),
    );
    const norm = Math.max(...next);
    whole = next.map((each) => each / norm);
  }
  assert.deepStrictEqual(
    v.local,
    Float64Array.from(mine, (row) => whole[row]),
  );
  if (rank === 0) console.log(`${PRODUCTS} products of a matrix of ${N} rows: the same bits as on one rank`);
});
