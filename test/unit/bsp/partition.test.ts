import test from "ava";
import { block, blockCyclic, cyclic, grid, squarest } from "ranks/bsp";
import type { Partitioning } from "ranks/bsp";
import { randomFrom } from "../../harness/random.ts";

const ROUNDS = 200;

/** Which rank each element goes to, dealt out one by one. */
function dealt(n: number, p: number, b: number): number[] {
  return Array.from({ length: n }, (_, i) => Math.floor(i / b) % p);
}

/** Pieces side by side, the longer ones first. */
function pieces(n: number, p: number): number[] {
  const owners: number[] = [];
  for (let rank = 0; rank < p; rank++) for (let i = 0; i < Math.ceil((n - rank) / p); i++) owners.push(rank);
  return owners;
}

/** All that follows from the owners: each rank's elements are numbered in their order. */
function agrees(partitioning: Partitioning, owners: readonly number[]): string | undefined {
  const { name, length, ranks } = partitioning;
  if (length !== owners.length) return `${name}: length ${length}`;
  const counts = new Array<number>(ranks).fill(0);
  const locals = owners.map((owner) => counts[owner]++);
  for (const [i, owner] of owners.entries()) {
    const local = locals[i];
    if (partitioning.owner(i) !== owner) return `${name}: owner of ${i} is ${partitioning.owner(i)}`;
    if (partitioning.localOf(i) !== local) return `${name}: local of ${i} is ${partitioning.localOf(i)}`;
    if (partitioning.globalOf(owner, local) !== i) return `${name}: global of ${owner}, ${local}`;
    const run = partitioning.runAt(i);
    if (run < 1 || i + run > length) return `${name}: run at ${i} is ${run}`;
    for (let k = 1; k < run; k++)
      if (owners[i + k] !== owner || locals[i + k] !== local + k) return `${name}: run at ${i} is ${run}`;
  }
  for (let rank = 0; rank < ranks + 2; rank++)
    if (partitioning.lengthOn(rank) !== (counts.at(rank) ?? 0)) return `${name}: length on ${rank}`;
  return undefined;
}

/** A partitioning and what it must say. */
function draw(
  random: (n: number) => number,
  most: number,
): { readonly partitioning: Partitioning; readonly owners: readonly number[] } {
  const [n, p, b] = [random(most), 1 + random(7), 1 + random(5)];
  switch (random(3)) {
    case 0:
      return { partitioning: block(n, p), owners: pieces(n, p) };
    case 1:
      return { partitioning: cyclic(n, p), owners: dealt(n, p, 1) };
    default:
      return { partitioning: blockCyclic(n, p, b), owners: dealt(n, p, b) };
  }
}

test("one dimension: as dealt out one by one", (t) => {
  const random = randomFrom(1);
  for (let round = 0; round < ROUNDS; round++) {
    const { partitioning, owners } = draw(random, 60);
    t.is(agrees(partitioning, owners), undefined);
  }
});

test("no elements, and fewer than ranks", (t) => {
  for (const n of [0, 1, 3])
    for (const p of [1, 4, 7]) {
      t.is(agrees(block(n, p), pieces(n, p)), undefined);
      t.is(agrees(cyclic(n, p), dealt(n, p, 1)), undefined);
      t.is(agrees(blockCyclic(n, p, 2), dealt(n, p, 2)), undefined);
    }
});

test("two dimensions: a product of two", (t) => {
  const random = randomFrom(2);
  for (let round = 0; round < ROUNDS; round++) {
    const [rows, columns] = [draw(random, 12), draw(random, 12)];
    const matrix = grid(rows.partitioning, columns.partitioning);
    const owners = rows.owners.flatMap((row) =>
      columns.owners.map((column) => row * columns.partitioning.ranks + column),
    );
    t.is(agrees(matrix, owners), undefined);
    for (let rank = 0; rank < matrix.ranks; rank++) {
      const [row, column] = matrix.coordinates(rank);
      t.is(row * columns.partitioning.ranks + column, rank);
      t.deepEqual(matrix.shapeOn(rank), [
        rows.partitioning.lengthOn(row),
        columns.partitioning.lengthOn(column),
      ]);
    }
  }
  t.is(grid(block(3, 1), block(5, 1)).index(2, 4), 14);
});

test("blocks are runs", (t) => {
  t.is(block(10, 3).runAt(4), 3);
  t.is(cyclic(10, 1).runAt(4), 6);
  t.is(blockCyclic(11, 2, 4).runAt(9), 2);
});

test("grids of ranks are like squares", (t) => {
  const expected = { 1: [1, 1], 2: [1, 2], 4: [2, 2], 6: [2, 3], 7: [1, 7], 12: [3, 4], 36: [6, 6] };
  for (const [p, shape] of Object.entries(expected))
    t.deepEqual(squarest(Number(p)), shape as [number, number]);
});

test("what can't be is refused", (t) => {
  const calls = [
    () => block(-1, 2),
    () => block(1.5, 2),
    () => block(2 ** 54, 2),
    () => block(4, 0),
    () => cyclic(4, NaN),
    () => blockCyclic(4, 2, 0),
    () => squarest(0),
    () => block(4, 2).owner(4),
    () => block(4, 2).localOf(-1),
    () => cyclic(4, 2).runAt(0.5),
    () => cyclic(4, 2).globalOf(0, 2),
    () => cyclic(4, 2).globalOf(2, 0),
    () => block(0, 2).owner(0),
    () => grid(block(2, 1), block(3, 2)).index(0, 3),
    () => grid(block(2, 1), block(3, 2)).owner(6),
    () => grid(block(2, 1), block(3, 2)).globalOf(1, 2),
  ];
  for (const call of calls) t.throws(call, { code: "ERR_RANKS_USAGE" }, String(call));
});
