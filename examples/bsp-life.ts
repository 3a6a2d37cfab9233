// Conway's game of life on a board that goes on at the other side, in supersteps.
//
// The ranks stand in a grid, and each owns one block of the board. Around its block it keeps a copy of its neighbours'
// cells, one wide: the halo. A generation is one superstep: put what the neighbours need, sync, and count.
//
//   npx ranks run -n 4 examples/bsp-life.ts --cost
import assert from "node:assert";
import { spmd } from "ranks";
import { block, bsp, distribute, gatherAll, grid, squarest } from "ranks/bsp";
import { costOptions } from "./support/cost.ts";

const ROWS = 53;
const COLUMNS = 71;
const GENERATIONS = 100;

const costs = costOptions();

await spmd(async (world) => {
  const steps = bsp(world, costs.options);
  const [gridRows, gridColumns] = squarest(world.size);
  const cells = grid(block(ROWS, gridRows), block(COLUMNS, gridColumns));
  const board = distribute(steps, cells, Uint8Array, { name: "board", halo: 1, periodic: true });
  await steps.sync();

  const { local, origin, rowStride, shape } = board;
  const [rows, columns] = shape;
  const start = firstGeneration();
  for (let i = 0; i < rows; i++)
    for (let at = origin + i * rowStride, j = 0; j < columns; j++, at++)
      local[at] = start[board.globalOf(at)];

  const next = local.slice();
  for (let generation = 0; generation < GENERATIONS; generation++) {
    board.exchangeHalo();
    await steps.sync();
    live(local, next, origin, rowStride, rows, columns);
    local.set(next);
  }

  const all = gatherAll(board);
  await steps.sync();
  await costs.print(steps);
  assert.deepEqual(all.value, alone(start), "the board differs from that of one rank");
  const living = all.value.reduce((sum, cell) => sum + cell, 0);
  assert(living > 0, "all are dead");
  if (world.rank === 0)
    console.log(
      `${ROWS} x ${COLUMNS} cells, ${GENERATIONS} generations: ${living} live, as they do on one rank`,
    );
});

/** The next generation of `rows` x `columns` cells, which have neighbours on all sides. */
function live(
  cells: Uint8Array,
  next: Uint8Array,
  origin: number,
  stride: number,
  rows: number,
  columns: number,
): void {
  for (let i = 0; i < rows; i++)
    for (let at = origin + i * stride, j = 0; j < columns; j++, at++) {
      const [above, below] = [at - stride, at + stride];
      const neighbours =
        cells[above - 1] +
        cells[above] +
        cells[above + 1] +
        cells[at - 1] +
        cells[at + 1] +
        cells[below - 1] +
        cells[below] +
        cells[below + 1];
      next[at] = neighbours === 3 || (neighbours === 2 && cells[at] === 1) ? 1 : 0;
    }
}

/** The same without ranks, each neighbour looked up for itself. */
function alone(start: Uint8Array): Uint8Array {
  let board = start;
  for (let generation = 0; generation < GENERATIONS; generation++) {
    const before = board;
    board = before.map((cell, at) => {
      const [i, j] = [Math.floor(at / COLUMNS), at % COLUMNS];
      let neighbours = -cell;
      for (let row = i + ROWS - 1; row <= i + ROWS + 1; row++)
        for (let column = j + COLUMNS - 1; column <= j + COLUMNS + 1; column++)
          neighbours += before[(row % ROWS) * COLUMNS + (column % COLUMNS)];
      return neighbours === 3 || (neighbours === 2 && cell === 1) ? 1 : 0;
    });
  }
  return board;
}

/** A third of the cells, the same ones on every rank. */
function firstGeneration(): Uint8Array {
  return new Uint8Array(ROWS * COLUMNS).map((_, at) =>
    (Math.imul(at + 1, 0x9e3779b1) >>> 16) % 3 === 0 ? 1 : 0,
  );
}
