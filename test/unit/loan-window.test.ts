import test from "ava";
import { PIECE_BYTES } from "#dist/transport/batch.js";
import { LoanWindow } from "#dist/transport/loan-window.js";

/** Sends pieces as long as it may; how many. */
function fill(window: LoanWindow): number {
  let pieces = 0;
  for (; window.open; pieces++) window.sent(PIECE_BYTES);
  return pieces;
}

/** Lets as many arrive as fit, again and again; how many fit in the end. */
function settle(window: LoanWindow, ms: (pieces: number) => number): number {
  let pieces = fill(window);
  for (let round = 0; round < 50; round++) {
    for (let left = pieces; left > 0; left--) window.arrived(PIECE_BYTES, ms(pieces));
    pieces = fill(window);
  }
  return pieces;
}

test("it opens where pieces arrive quickly, and closes to one where they don't", (t) => {
  t.is(fill(new LoanWindow()), 4);
  t.is(
    settle(new LoanWindow(), () => 5),
    16,
  );
  t.is(
    settle(new LoanWindow(), () => 15),
    4,
  );
  t.is(
    settle(new LoanWindow(), () => 1000),
    1,
  );
});

test("it finds what a link carries within some milliseconds", (t) => {
  // Of 1 Gbit/s: a piece takes 8.4 ms.
  t.true(settle(new LoanWindow(), (pieces) => 8.4 * pieces) <= 2);
  const tenGigabit = settle(new LoanWindow(), (pieces) => 0.84 * pieces);
  t.true(tenGigabit >= 10 && tenGigabit <= 16, `${tenGigabit}`);
});

test("after a bad time it opens again", (t) => {
  const window = new LoanWindow();
  settle(window, () => 100);
  for (let i = 0; i < 20; i++) {
    while (window.open) window.sent(PIECE_BYTES);
    window.arrived(PIECE_BYTES, 1);
  }
  let more = 0;
  for (; window.open; more++) window.sent(PIECE_BYTES);
  t.is(more, 1);
});
