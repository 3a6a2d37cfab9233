import test from "ava";
import { choose } from "#dist/collectives/choose.js";
import { layout } from "#dist/memory/layout.js";
import { COLLECTIVES, partOf } from "../../benchmarks/scaling-model/collectives.ts";
import { leastWith, limitsOf } from "../../benchmarks/scaling-model/limits.ts";
import { readParameters } from "../../benchmarks/scaling-model/parameters.ts";
import type { Level, Machine } from "../../benchmarks/scaling-model/parameters.ts";
import { predict } from "../../benchmarks/scaling-model/predict.ts";
import { simulate } from "../../benchmarks/scaling-model/simulate.ts";

const KIB = 1024;
const measured = readParameters("benchmarks/scaling-model/parameters.json");

/** On one host, where every message takes a microsecond and nothing else takes any time. */
const rounds = machine({ L: 1 });
/** Where nothing but bytes takes time. */
const bytes = machine({ G: 1, largeG: 1 });
/** Where nothing but the processor takes time. */
const work = machine({ o: 1 });

function machine(level: Partial<Level>): Machine {
  const within = { L: 0, o: 0, g: 0, G: 0, largeG: 0, ...level };
  return { ...measured, within, between: within, link: 0, call: 0, combine: 0, ranksPerHost: 1e6 };
}

function time(on: Machine, collective: string, size: number, piece = 8): number {
  return simulate(on, size, partOf(on, collective, size, piece));
}

test("trees and doubling take ceil(lg p) rounds", (t) => {
  for (const size of [2, 3, 8, 9, 31, 32, 33, 100]) {
    const lg = Math.ceil(Math.log2(size));
    if (choose.barrier(size) === "dissemination")
      t.is(time(rounds, "barrier", size), lg, `barrier of ${size}`);
    // In one of other sizes, nobody is as deep as all that.
    if (size === 2 ** lg) {
      for (const collective of ["bcast", "reduce", "allreduce", "scan", "exscan"])
        t.is(time(rounds, collective, size), lg, `${collective} of ${size}`);
    }
  }
});

test("a central barrier takes two rounds, and what all send at once takes one", (t) => {
  t.is(time(rounds, "barrier", 5), 2);
  for (const collective of ["gather", "scatter", "allgather", "alltoall"])
    t.is(time(rounds, collective, 20), 1, collective);
  t.is(time(rounds, "allgather", 100), Math.ceil(99 / choose.exchange(8)));
});

test("a linear gather costs its root a receive for each other rank, and its processor's time for a send", (t) => {
  for (const size of [2, 5, 64]) t.is(time(work, "gather", size), size);
});

test("Rabenseifner moves 2 (p - 1) / p of the array", (t) => {
  const size = 16;
  const piece = 64 * KIB;
  t.is(choose.allreduce(size, piece, true), "rabenseifner");
  t.is(time(bytes, "allreduce", size, piece), 2 * piece * (1 - 1 / size));
});

test("a row of collectives takes as long as one after the other where each waits for all", (t) => {
  const one = time(rounds, "barrier", 16);
  t.is(simulate(rounds, 16, partOf(rounds, "barrier", 16, 8), 10), 10 * one);
});

test("ranks of a host share its link", (t) => {
  const piece = 1000;
  const shared = { ...rounds, ranksPerHost: 8, link: 1 };
  // Each rank's last messages wait for those of the other seven.
  t.true(time(shared, "alltoall", 16, piece) >= 8 * 8 * piece);
  t.true(time({ ...shared, ranksPerHost: 1 }, "alltoall", 16, piece) < 17 * piece);
});

for (const ranksPerHost of [8, 64]) {
  test(`critical paths agree with the simulation on hosts of ${ranksPerHost} ranks`, (t) => {
    const on = { ...measured, ranksPerHost };
    for (const piece of [8, KIB, 64 * KIB])
      for (const size of [2, 4, 8, 16, 32, 128])
        for (const collective of COLLECTIVES) {
          const ratio = predict(on, collective, size, piece) / time(on, collective, size, piece);
          t.true(ratio > 1 / 1.5 && ratio < 1.5, `${collective}, ${size} ranks, ${piece} bytes: ${ratio}`);
        }
  });
}

test("limits are where the library's own memory passes them", (t) => {
  t.is(
    leastWith((ranks) => ranks >= 777),
    777,
  );
  t.is(
    leastWith(() => false),
    undefined,
  );
  const found = limitsOf({ ...measured, ranksPerHost: 64 }).find(({ what }) => what.includes("1 GiB"))!;
  t.true(layout(found.ranks!).bytes > 2 ** 30 && layout(found.ranks! - 1).bytes <= 2 ** 30);
});
