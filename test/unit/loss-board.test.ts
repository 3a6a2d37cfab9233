import test from "ava";
import { Decisions, SLOTS } from "#dist/memory/decisions.js";
import { LOST_FAILED, LOST_LEFT, LossBoard } from "#dist/memory/loss-board.js";

function board(size: number): LossBoard {
  return new LossBoard(new SharedArrayBuffer(LossBoard.bytes(size)));
}

test("losses have a reason and a number, and the first word counts", (t) => {
  const losses = board(4);
  t.deepEqual([losses.epoch, losses.reason(2), losses.ordinal(2)], [0, 0, Infinity]);
  losses.mark(2, LOST_FAILED, 1);
  losses.mark(0, LOST_LEFT, 2);
  losses.mark(2, LOST_LEFT, 3);
  t.deepEqual(
    [0, 1, 2, 3].map((rank) => [losses.reason(rank), losses.ordinal(rank)]),
    [
      [LOST_LEFT, 2],
      [0, Infinity],
      [LOST_FAILED, 1],
      [0, Infinity],
    ],
  );
  t.is(losses.epoch, 2);
  losses.stir();
  t.is(losses.epoch, 3);
});

test("a rank that is about to end is not lost yet, and is not read any more", (t) => {
  const losses = board(2);
  t.true(losses.whileThere(1, () => true));
  losses.going(1);
  t.false(losses.whileThere(1, () => true));
  t.deepEqual([losses.reason(1), losses.ordinal(1), losses.epoch], [0, Infinity, 0]);
  losses.mark(1, LOST_FAILED, 1);
  t.deepEqual([losses.reason(1), losses.ordinal(1), losses.epoch], [LOST_FAILED, 1, 1]);
  losses.going(1);
  t.is(losses.reason(1), LOST_FAILED);
});

const OUTCOME = { flag: -7, losses: 3, proposal: 65_540, absent: null };

function decisions(ranks: number): Decisions {
  return new Decisions(new SharedArrayBuffer(Decisions.bytes(ranks)));
}

test("a decision fills the slots of all ranks that wait for it, and no others", (t) => {
  const slots = decisions(3);
  const first = slots.open(0, 5, 1)!;
  const second = slots.open(1, 5, 1)!;
  const later = slots.open(1, 6, 1)!;
  const other = slots.open(2, 5, 2)!;
  t.is(new Set([first, second, later, other]).size, 4);
  t.false(slots.decide(7, 1, OUTCOME));
  t.true(slots.decide(5, 1, OUTCOME));
  t.deepEqual(
    [first, second, later, other].map((slot) => slots.outcome(slot)),
    [OUTCOME, OUTCOME, undefined, undefined],
  );
  const none = { flag: 0, losses: 0, proposal: null, absent: 2 };
  t.true(slots.decide(5, 2, none));
  t.deepEqual(slots.outcome(other), none);
});

test("slots are few, each rank has its own, and they are used again", (t) => {
  const slots = decisions(2);
  const mine = Array.from({ length: SLOTS }, (_, number) => slots.open(0, 1, number)!);
  t.is(slots.open(0, 1, SLOTS), undefined);
  t.not(slots.open(1, 1, SLOTS), undefined);
  slots.close(mine[7]);
  t.false(slots.decide(1, 7, OUTCOME));
  t.is(slots.open(0, 2, 0), mine[7]);
  t.is(slots.outcome(mine[7]), undefined, "what stood there before is gone");
});
