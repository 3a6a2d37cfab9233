import test from "ava";
import { layout, LINE, ownersOffset, ringOffset } from "#dist/memory/layout.js";

const MIB = 2 ** 20;

/** Ranks of a host, KiB of a ring, and MiB of all of them: what docs/benchmarks.md says. */
const table: readonly (readonly [number, number, number])[] = [
  [2, 256, 1],
  [4, 256, 4],
  [8, 256, 16],
  [16, 256, 64],
  [32, 64, 64],
  [64, 16, 65],
  [128, 8, 130],
];

for (const [ranks, ring, region] of table)
  test(`${ranks} ranks have rings of ${ring} KiB, ${region} MiB in all`, (t) => {
    const plan = layout(ranks);
    t.is(plan.capacity, ring * 1024);
    t.is(Math.round(ownersOffset(plan) / MIB), region);
  });

test("rings are bounded one by one, and all together until they are smallest", (t) => {
  for (let ranks = 1; ranks <= 300; ranks++) {
    const plan = layout(ranks);
    const { capacity } = plan;
    const bytes = ownersOffset(plan);
    const lines = (ranks + ranks * ranks) * LINE;
    t.true(capacity >= 8 * 1024 && capacity <= 256 * 1024 && Number.isInteger(Math.log2(capacity)));
    t.true(bytes - lines <= Math.max(64 * MIB, ranks * ranks * 8 * 1024));
    t.is(ringOffset(plan, ranks - 1, ranks - 1) + LINE + capacity, bytes);
    t.true(plan.bytes - bytes < 99 * MIB);
  }
});
