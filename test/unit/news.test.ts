import test from "ava";
import type { Notice } from "#dist/job/messages.js";
import type { JobSpecification } from "#dist/job/specification.js";
import { Decisions } from "#dist/memory/decisions.js";
import { Doorbell } from "#dist/memory/doorbell.js";
import { LossBoard } from "#dist/memory/loss-board.js";
import { Memory } from "#dist/memory/memory.js";
import { News } from "#dist/runtime/news.js";
import type { Pump } from "#dist/transport/pump.js";

type Item = Extract<Notice, { type: "lost" | "decided" }>;

/** Of a job of three processes with two ranks each, the second one; its pump takes a moment to part with a process. */
function process2of3() {
  const spec = {
    size: 6,
    processOf: [0, 0, 1, 1, 2, 2],
    process: 1,
    ranks: [2, 3],
  } as unknown as JobSpecification;
  const board = new LossBoard(new SharedArrayBuffer(LossBoard.bytes(6)));
  const decisions = new Decisions(new SharedArrayBuffer(Decisions.bytes(2)));
  const rung: number[] = [];
  const waiter = {
    wait: () => undefined,
    wake: () => void rung.push(board.epoch),
    watch: () => undefined as never,
  };
  const bell = new Doorbell(new Memory(new SharedArrayBuffer(64), waiter), 0);
  const news = new News({ spec, board, decisions, bells: [bell] });
  const calls: string[] = [];
  const parting: (() => void)[] = [];
  const pump = {
    abandon: (process: number) => {
      calls.push(`abandon ${process}`);
      return new Promise<void>((resolve) => parting.push(resolve));
    },
    retire: (rank: number) => calls.push(`retire ${rank}`),
    close: () => calls.push("close"),
  };
  const marked = (): number[] => spec.processOf.map((_, rank) => board.ordinal(rank));
  return { news, board, decisions, bell, rung, calls, parting, pump: pump as unknown as Pump, marked };
}

function lost(rank: number, ordinal: number): Item {
  return { type: "lost", rank, reason: "killed", ordinal };
}

const SETTLED = () => new Promise((resolve) => setImmediate(resolve));

test("a lone rank of a process is lost at once, the last one when all that it sent has come", async (t) => {
  const { news, pump, calls, parting, marked } = process2of3();
  news.pump = pump;
  news.hear(lost(4, 1));
  t.deepEqual([calls, marked()[4]], [[], 1]);
  news.hear(lost(5, 2));
  t.deepEqual([calls, marked()[5]], [["abandon 2"], Infinity]);
  parting[0]();
  await SETTLED();
  t.deepEqual(marked()[5], 2);
});

test("what comes later waits its turn", async (t) => {
  const { news, pump, parting, decisions, marked, calls } = process2of3();
  news.pump = pump;
  const slot = decisions.open(1, 7, 0)!;
  news.hear(lost(0, 1));
  news.hear(lost(1, 2));
  news.hear(lost(4, 3));
  const decision = { context: 7, number: 0, flag: 1, losses: 3, proposal: null, absent: null };
  news.hear({ type: "decided", ...decision });
  await SETTLED();
  t.deepEqual([marked()[1], marked()[4], decisions.outcome(slot)], [Infinity, Infinity, undefined]);
  t.deepEqual(calls, ["abandon 0"]);
  parting[0]();
  await SETTLED();
  t.deepEqual([marked()[1], marked()[4]], [2, 3]);
  t.like(decisions.outcome(slot), { flag: 1, losses: 3 });
});

test("ranks of this process: what comes for them is dropped, and the last one takes the pump along", async (t) => {
  const { news, pump, parting, calls, marked } = process2of3();
  news.pump = pump;
  news.hear(lost(3, 1));
  t.deepEqual(calls, ["retire 3"]);
  news.hear(lost(2, 2));
  parting[0]();
  while (!calls.includes("close")) await SETTLED();
  t.deepEqual(calls.toSorted(), ["abandon 1", "close", "retire 2", "retire 3"]);
  t.deepEqual(marked(), [Infinity, Infinity, 2, 1, Infinity, Infinity]);
});

test("a sleeper is woken by a loss, and by a decision that a rank here waits for", (t) => {
  const { news, bell, rung, decisions } = process2of3();
  const decision = { context: 7, number: 0, flag: 1, losses: 0, proposal: null, absent: null };
  bell.prepare();
  news.hear({ type: "decided", ...decision });
  t.deepEqual(rung, []);
  decisions.open(0, 7, 0);
  news.hear({ type: "decided", ...decision });
  bell.prepare();
  news.hear(lost(0, 1));
  t.deepEqual(rung, [1, 2], "the board says so before the bell rings");
});
