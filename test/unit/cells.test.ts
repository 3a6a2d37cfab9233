import test from "ava";
import { Commons, NO_SET, WORLD_SET } from "#dist/memory/commons.js";
import type { Cells } from "#dist/memory/cells.js";
import { DEPTH, layoutWith } from "#dist/memory/layout.js";
import { Memory } from "#dist/memory/memory.js";
import { doorbellsIn } from "#dist/transport/ring-transport.js";
import { FLOAT64 } from "#dist/wire/element.js";
import { awake } from "../harness/shared-ring.ts";
import { randomFrom } from "../harness/random.ts";

const LAST = 0x7fffffff;

function commons(size: number, sets = 4): Commons {
  const plan = layoutWith(size, 1 << 10, { sets, payload: 64, bay: 512 });
  const memory = new Memory(new ArrayBuffer(plan.bytes), awake);
  return new Commons(memory, plan, [...Array(size).keys()], doorbellsIn(memory, plan));
}

/** The cells of the world, as each rank sees them. */
function cellsOf(size: number): Cells[] {
  const region = commons(size);
  const ranks = [...Array(size).keys()];
  return ranks.map((rank) => region.cells(WORLD_SET, ranks, rank)!);
}

function publish(cells: Cells, number: number, value: number): void {
  const array = Float64Array.of(value, -value);
  cells.lay(number, FLOAT64, array);
  cells.publish(number, 7, 9, 1, 2, FLOAT64, array.byteLength);
}

test("what one rank publishes the others read, and not before", (t) => {
  const [a, b, c] = cellsOf(3);
  t.false(b.has(0, 0));
  publish(a, 0, 5);
  for (const each of [a, b, c]) {
    t.true(each.has(0, 0));
    t.false(each.has(1, 0));
    t.false(each.has(0, 1));
    t.deepEqual(each.view(FLOAT64, 0, 0).subarray(0, 2), Float64Array.of(5, -5));
    t.deepEqual([each.kind(0, 0), each.bytes(0, 0)], [FLOAT64, 16]);
    t.deepEqual([each.first(0, 0), each.second(0, 0)], [7, 9]);
    t.deepEqual([each.firstBefore(0, 0), each.secondBefore(0, 0)], [1, 2]);
  }
});

test("a cell is vacant again when everybody is through", (t) => {
  const [a, b, c] = cellsOf(3);
  for (let number = 0; number < DEPTH; number++) {
    t.true(a.vacant(number));
    publish(a, number, number);
  }
  t.false(a.vacant(DEPTH));
  b.raise(3);
  t.false(a.vacant(DEPTH));
  c.raise(1);
  t.false(a.vacant(DEPTH), "its own collectives count, too");
  a.raise(1);
  t.true(a.vacant(DEPTH));
  t.false(a.vacant(DEPTH + 1));
  t.false(a.quiet(DEPTH));
  for (const each of [a, b, c]) each.raise(DEPTH);
  t.true(a.quiet(DEPTH));
  t.false(a.quiet(DEPTH + 1));
});

test("numbers wrap", (t) => {
  const random = randomFrom(1);
  const all = cellsOf(3);
  let number = LAST - 40;
  for (const each of all) each.raise(number);
  for (let round = 0; round < 100; round++) {
    for (const [rank, each] of all.entries()) {
      t.true(each.vacant(number), `${number}`);
      publish(each, number, number + rank);
    }
    for (const each of all)
      for (const rank of all.keys()) {
        t.true(each.has(rank, number));
        t.is(each.view(FLOAT64, rank, number)[0], number + rank);
      }
    number = (number + 1) & LAST;
    // One of them lags behind, as far as it may.
    const slow = random(3);
    for (const [rank, each] of all.entries())
      each.raise(rank === slow ? (number - random(DEPTH)) & LAST : number);
  }
});

test("sets are claimed, refused when there are none, and begin anew", (t) => {
  const region = commons(2, 3);
  const ranks = [0, 1];
  const [first, second] = [region.claim(ranks), region.claim(ranks)];
  t.deepEqual([first, second], [1, 2]);
  t.is(region.claim(ranks), NO_SET);
  const used = region.cells(first, ranks, 0)!;
  publish(used, 0, 1);
  used.raise(77);
  region.release(first);
  t.is(region.claim([1, 0]), first);
  const fresh = region.cells(first, [1, 0], 1)!;
  t.false(fresh.has(1, 0));
  t.true(fresh.vacant(0));
  t.false(fresh.vacant(DEPTH));
});

test("who does not share the memory, is alone, or has too many peers, gets no cells", (t) => {
  const region = commons(20);
  t.is(region.claim([0, 20]), NO_SET);
  t.is(region.claim([3]), NO_SET);
  t.is(region.claim([...Array(17).keys()]), NO_SET);
  t.is(region.cells(NO_SET, [0, 1], 0), undefined);
  t.not(region.claim([19, 4]), NO_SET);
});
