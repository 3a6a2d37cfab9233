import type { Communicator } from "ranks";
import { block, bsp, distribute, grid, squarest } from "ranks/bsp";
import type { DistributedArray } from "ranks/bsp";
import { same } from "../../harness/expect.ts";
import type { Random } from "../../harness/random.ts";

const ROUNDS = 6;
const UNTOUCHED = -1;

/** The element that stands at a place of one dimension, also outside it; undefined where there is none. */
function around(i: number, length: number, periodic: boolean): number | undefined {
  if (i >= 0 && i < length) return i;
  return periodic ? ((i % length) + length) % length : undefined;
}

async function exchangeIsRight(
  array: DistributedArray<Int32Array>,
  sizes: readonly [number, number],
  firsts: readonly [number, number],
  margins: readonly [number, number],
  periodic: readonly [boolean, boolean],
  sync: () => PromiseLike<void>,
): Promise<void> {
  const { local, shape, origin, rowStride } = array;
  const [rows, columns] = shape;
  for (const round of [1, 2]) {
    local.fill(UNTOUCHED);
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        const at = origin + i * rowStride + j;
        local[at] = round * (array.globalOf(at) + 1);
      }
    array.exchangeHalo();
    await sync();
    if (rows * columns === 0) {
      same(local.length, 0, "cells of a rank without elements");
      continue;
    }
    const expected = new Int32Array(local.length).fill(UNTOUCHED);
    for (let i = -margins[0]; i < rows + margins[0]; i++)
      for (let j = -margins[1]; j < columns + margins[1]; j++) {
        const row = around(firsts[0] + i, sizes[0], periodic[0]);
        const column = around(firsts[1] + j, sizes[1], periodic[1]);
        if (row !== undefined && column !== undefined)
          expected[origin + i * rowStride + j] = round * (row * sizes[1] + column + 1);
      }
    same(local, expected, array.coarray.name);
  }
}

/** Where a rank's elements of one dimension begin. */
function firstOn(array: { globalOf(rank: number, local: number): number; lengthOn(rank: number): number }) {
  return (rank: number): number => (array.lengthOn(rank) === 0 ? 0 : array.globalOf(rank, 0));
}

export async function haloInOneDimension(world: Communicator, random: Random): Promise<void> {
  const steps = bsp(world);
  for (let round = 0; round < ROUNDS; round++) {
    const n = random(3 * steps.size + 2);
    // Wider than a neighbour's part, and at times than the whole.
    const halo = 1 + random(4);
    const periodic = random(2) === 0;
    const line = block(n, steps.size);
    const array = distribute(steps, line, Int32Array, { halo, periodic });
    await steps.sync();
    const firsts = [0, firstOn(line)(steps.rank)] as const;
    await exchangeIsRight(array, [1, n], firsts, [0, halo], [false, periodic], () => steps.sync());
    array.release();
  }
}

export async function haloInTwoDimensions(world: Communicator, random: Random): Promise<void> {
  const steps = bsp(world);
  for (let round = 0; round < ROUNDS; round++) {
    const [m, n] = [random(12), random(12)];
    const halo = 1 + random(3);
    const periodic = [random(2) === 0, random(2) === 0] as const;
    const shape = squarest(steps.size);
    const [p, q] = random(2) === 0 ? shape : [shape[1], shape[0]];
    const board = grid(block(m, p), block(n, q));
    const array = distribute(steps, board, Int32Array, { halo, periodic });
    await steps.sync();
    const [row, column] = board.coordinates(steps.rank);
    const firsts = [firstOn(board.rows)(row), firstOn(board.columns)(column)] as const;
    await exchangeIsRight(array, [m, n], firsts, [halo, halo], periodic, () => steps.sync());
    array.release();
  }
}

export async function whatHasAHaloIsDistributedLikeAnother(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const board = grid(block(7, 1), block(9, steps.size));
  const bare = distribute(steps, board, Int32Array, { name: "bare" });
  const framed = distribute(steps, board, Int32Array, { name: "framed", halo: 2, periodic: [true, false] });
  const columns = distribute(steps, block(63, steps.size), Int32Array, { halo: 1 });
  await steps.sync();
  bare.local.forEach((_, i, local) => (local[i] = bare.globalOf(i) + 1));
  bare.redistribute(framed);
  await steps.sync();
  framed.exchangeHalo();
  framed.redistribute(columns);
  const row = framed.get({ index: 9, count: 9 });
  const column = framed.get({ index: 4, count: 7, stride: 9 });
  await steps.sync();
  same(row.value, Int32Array.of(10, 11, 12, 13, 14, 15, 16, 17, 18), "a row");
  same(column.value, Int32Array.of(5, 14, 23, 32, 41, 50, 59), "a column");
  for (let i = 0; i < columns.shape[1]; i++) {
    const at = columns.origin + i;
    same(columns.local[at], columns.globalOf(at) + 1, "an element");
  }
}
