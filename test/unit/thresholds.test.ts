import { readFileSync } from "node:fs";
import test from "ava";
import { thresholds } from "#dist/collectives/thresholds.js";
import { fitRange, fitThreshold, loss, NEVER } from "../../benchmarks/thresholds/fit.ts";
import { tableWith } from "../../benchmarks/thresholds/table.ts";

/** The small one costs more with every byte, the large one more at first. */
const duels = [1, 2, 4, 8, 16, 32].map((at) => ({ at, small: at, large: 5 + at / 4 }));

test("the threshold is where the other algorithm becomes faster", (t) => {
  t.is(fitThreshold(duels, 1).threshold, 8);
  t.is(fitThreshold(duels, NEVER).threshold, 8);
  t.true(fitThreshold(duels, 1).gain > 1.5);
});

test("one that is never faster is never taken, and one that always is, is always taken", (t) => {
  const slow = duels.map((duel) => ({ ...duel, large: 100 }));
  t.is(fitThreshold(slow, 4).threshold, NEVER);
  const fast = duels.map((duel) => ({ ...duel, large: 0.1 }));
  t.is(fitThreshold(fast, 4).threshold, 1);
});

test("what is not worth it stays", (t) => {
  const even = duels.map((duel) => ({ ...duel, large: duel.small * 0.99 }));
  t.deepEqual(fitThreshold(even, 16), { threshold: 16, gain: 1 });
  t.is(fitThreshold(duels, 7).threshold, 7, "between the same two sizes");
});

test("a range has an end", (t) => {
  const within = [2, 3, 4, 5, 6, 8, 10].map((at) => ({ at, small: 2, large: at > 3 && at < 8 ? 1 : 3 }));
  t.like(fitRange(within, { from: 2, below: 3 }), { from: 4, below: 8 });
  t.is(
    loss(within, (at) => at >= 4 && at < 8),
    1,
  );
});

test("the table is written with other numbers and the same words", (t) => {
  const source = readFileSync("src/collectives/thresholds.ts", "utf8");
  t.is(tableWith(source, thresholds), source);
  const other = tableWith(source, { exchangeInPairs: 1_234_567, centralFrom: 5 });
  t.true(other.includes("exchangeInPairs: 1_234_567,"));
  t.true(other.includes("centralFrom: 5,"));
  t.is(other.length, source.length + "1_234_567".length - "32_768".length);
});
