import test from "ava";
import { Landings, NO_LANDING } from "#dist/memory/landings.js";

const landings = (): Landings => new Landings(new SharedArrayBuffer(Landings.bytes));

test("pieces land one behind the other, and the last one says so", (t) => {
  const board = landings();
  const array = new Uint8Array(1000);
  const landing = board.open(7, 3, array, 900);
  t.true(board.inBulk);
  t.false(board.fill(landing, 7, 3, new Uint8Array(400).fill(1)));
  t.false(board.fill(landing, 7, 3, new Uint8Array(499).fill(2)));
  t.true(board.fill(landing, 7, 3, new Uint8Array(1).fill(3)));
  t.deepEqual([array[0], array[399], array[400], array[898], array[899], array[900]], [1, 1, 2, 2, 3, 0]);
  t.false(board.fill(landing, 7, 3, new Uint8Array(1).fill(4)));
  board.close(landing);
  t.false(board.inBulk);
  t.is(array[0], 1);
});

test("an array of doubles from its middle on", (t) => {
  const board = landings();
  const all = new Float64Array(20);
  const part = all.subarray(5, 15);
  const landing = board.open(0, 0, part, part.byteLength);
  t.true(board.fill(landing, 0, 0, new Uint8Array(new Float64Array(10).fill(2.5).buffer)));
  t.deepEqual([all[4], all[5], all[14], all[15]], [0, 2.5, 2.5, 0]);
});

test("what nobody waits for is dropped", (t) => {
  const board = landings();
  const array = new Uint8Array(100);
  const piece = new Uint8Array(50).fill(9);
  const landing = board.open(1, 2, array, 100);
  for (const [number, receive, source, bytes] of [
    [landing, 1, 3, piece],
    [landing, 0, 2, piece],
    [landing, 1, 2, new Uint8Array(101).fill(9)],
    [landing + 1, 1, 2, piece],
    [NO_LANDING, 1, 2, piece],
    [-1, 1, 2, piece],
    [1_000_000, 1, 2, piece],
  ] as const)
    t.false(board.fill(number, receive, source, bytes));
  board.close(landing);
  t.false(board.fill(landing, 1, 2, piece));
  t.true(array.every((byte) => byte === 0));
});

test("what is lent counts, too", (t) => {
  const board = landings();
  const landing = board.open(0, 0, new Uint8Array(8), 8);
  board.lend(1);
  board.lend(1);
  board.close(landing);
  t.true(board.inBulk);
  board.lend(-2);
  t.false(board.inBulk);
});

test("there are so many, and closed ones are there again", (t) => {
  const board = landings();
  const array = new Uint8Array(8);
  const open: number[] = [];
  for (let landing; (landing = board.open(open.length, 0, array, 8)) !== NO_LANDING;) open.push(landing);
  t.is(open.length, 64);
  t.is(new Set(open).size, 64);
  board.close(open[10]);
  t.is(board.open(99, 0, array, 8), open[10]);
  for (const landing of open) board.close(landing);
  t.false(board.inBulk);
});
