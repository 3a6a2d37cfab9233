import test from "ava";
import { DOMParser } from "linkedom";
import { bsp } from "ranks/bsp";
import type { Report } from "ranks/bsp";
import { simulate } from "ranks/testing";
import { bootstrap, typical } from "#dist/bsp/cost/estimate.js";
import { explained, slope } from "#dist/bsp/cost/fit.js";
import { profile } from "#dist/bsp/cost/profile.js";
import { Recorder } from "#dist/bsp/cost/recorder.js";
import { drawReport } from "#dist/bsp/cost/picture.js";
import { Report as Costs } from "#dist/bsp/cost/report.js";

test("the slope of a line is found", (t) => {
  const samples = [0, 10, 100, 1000, 10_000].map((h) => ({ h, time: 5 + 0.25 * h }));
  t.is(slope(samples, 5), 0.25);
  t.is(explained(samples, 0.25, 5), 1);
  t.true(explained(samples, 0.5, 5) < 1);
  t.is(slope([{ h: 0, time: 5 }], 5), 0);
});

test("short supersteps count as much as long ones", (t) => {
  const samples = [10, 100, 1000].map((h) => ({ h, time: 1 + h }));
  // The longest takes a thousandth more; by absolute errors the slope would be off by as much.
  const off = [...samples, { h: 10_000, time: 1.001 * 10_001 }];
  t.true(Math.abs(slope(off, 1) - 1) < 0.0006);
});

test("an estimate lies between its bounds, and disturbances don't move it", (t) => {
  const quiet = Array.from({ length: 40 }, (_, i) => 10 + (i % 4) / 10);
  const disturbed = quiet.map((time, i) => (i % 2 === 0 ? time : 1000 + i));
  const { value, low, high } = bootstrap(disturbed, typical);
  t.true(low <= value && value <= high);
  t.true(value < 10.4, String(value));
});

const machine = { g: 2, l: 10 };

interface Node {
  readonly textContent: string;
  getAttribute(name: string): string | null;
  querySelector(selector: string): Node | null;
  querySelectorAll(selector: string): readonly Node[];
}

function parsed(svg: string): Node {
  return new DOMParser().parseFromString(svg, "image/svg+xml") as unknown as Node;
}

/** Supersteps that nobody has made. */
function invented(supersteps: number, ranks: number): Costs {
  const each = { work: 100, meanWork: 80, h: 5, measured: 130 };
  const relation = Array.from({ length: ranks }, (_, from) => new Float64Array(ranks).fill(from));
  return new Costs(
    machine,
    Array.from({ length: supersteps }, () => each),
    relation,
  );
}

/** Rank r puts (r + 1) words to the next rank and sends one to itself, in each superstep after the first. */
async function reported(size: number, supersteps: number): Promise<Report> {
  const reports = await simulate(size, 1, async (world) => {
    const steps = bsp(world, { profile: true, machine });
    const { rank } = steps;
    const x = steps.register(new Float64Array(size + 2));
    await steps.sync();
    for (let i = 1; i < supersteps; i++) {
      x.put(new Float64Array(rank + 1), { dest: (rank + 1) % size });
      x.put(1, { dest: rank });
      await steps.sync();
    }
    return steps.report();
  });
  t0(reports.slice(1).every((report) => report === undefined));
  return reports[0]!;
}

function t0(holds: boolean): void {
  if (!holds) throw new Error("a report on another rank than 0");
}

test("h is what the busiest rank sends or receives from others", async (t) => {
  const report = await reported(3, 4);
  t.deepEqual(
    report.supersteps.map(({ h }) => h),
    [0, 3, 3, 3],
  );
  t.deepEqual(
    report.relation.map((row) => [...row]),
    [
      [3, 3, 0],
      [0, 3, 6],
      [9, 0, 3],
    ],
  );
  const [first, second] = report.supersteps;
  t.is(report.predicted(first), first.work + 10);
  t.is(report.predicted(second), second.work + 3 * 2 + 10);
  t.true(report.supersteps.every(({ work, meanWork, measured }) => work >= meanWork && measured > 0));
});

test("each superstep has its own relation, and they add up", async (t) => {
  const { supersteps, relation } = await reported(3, 4);
  const rows = (of: readonly Float64Array[] | undefined): number[][] => of!.map((row) => [...row]);
  t.deepEqual(rows(supersteps[0].relation), [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ]);
  for (const superstep of supersteps.slice(1))
    t.deepEqual(rows(superstep.relation), [
      [1, 1, 0],
      [0, 1, 2],
      [3, 0, 1],
    ]);
  t.deepEqual(
    rows(relation),
    rows(supersteps[1].relation).map((row) => row.map((words) => 3 * words)),
  );
  const json = JSON.parse(JSON.stringify(await reported(2, 2))) as { supersteps: { relation: unknown }[] };
  t.deepEqual(json.supersteps[1].relation, [
    [1, 1],
    [2, 1],
  ]);
});

test("relations that would fill too much are left out, their sum is there", async (t) => {
  const supersteps = 2 ** 18 + 1;
  const [report] = await simulate(2, 1, async (world) => {
    const recorder = new Recorder(2);
    for (let i = 0; i < supersteps; i++) {
      recorder.syncCalled();
      recorder.syncComplete(Float64Array.of(0, world.rank));
    }
    return profile(world, recorder, machine);
  });
  t.is(report!.supersteps.length, supersteps);
  t.is(report!.supersteps[0].relation, undefined);
  t.deepEqual([...report!.relation[1]], [0, supersteps]);
});

test("gets count for who answers them", async (t) => {
  const [report] = await simulate(2, 1, async (world) => {
    const steps = bsp(world, { profile: true, machine });
    const x = steps.register(new Float32Array(8));
    await steps.sync();
    if (steps.rank === 0) x.get({ source: 1 });
    await steps.sync();
    return steps.report();
  });
  t.deepEqual([...report!.relation[1]], [4, 0]);
  t.is(report!.supersteps[1].h, 4);
});

test("a table names the costliest supersteps and sums up", async (t) => {
  const lines = (await reported(2, 30)).toString().split("\n");
  t.regex(lines[0], /^Cost of 30 supersteps on 2 ranks, with g = 2\.00 µs a word and l = 10\.0 µs$/);
  t.is(lines.filter((line) => /^ *\d+ +[\d.]/.test(line)).length, 20);
  t.true(lines.some((line) => line.startsWith("10 others")));
  t.true(lines.some((line) => /^ *all +/.test(line)));
});

test("without recording there is no report", async (t) => {
  const [error] = await simulate(1, 1, async (world) => {
    try {
      await bsp(world).report();
    } catch (each) {
      return each as Error;
    }
    return undefined;
  });
  t.like(error, { code: "ERR_RANKS_USAGE" });
});

test("as JSON it has everything", async (t) => {
  const report = await reported(2, 3);
  const json = JSON.parse(JSON.stringify(report)) as Record<string, unknown>;
  t.deepEqual(Object.keys(json), ["ranks", "machine", "supersteps", "relation"]);
  t.deepEqual(json.machine, machine);
  t.deepEqual(json.relation, [
    [2, 2],
    [4, 2],
  ]);
});

for (const [ranks, supersteps] of [
  [1, 1],
  [3, 5],
  [16, 3],
  [2, 500],
])
  test(`${supersteps} supersteps on ${ranks} ranks are drawn`, async (t) => {
    const report = await reported(ranks, supersteps);
    const svg = await report.svg();
    const titles = [...svg.matchAll(/<title>([^<]*)<\/title>/g)].map(([, title]) => title);
    const bars = titles.filter((title) => title.startsWith("superstep"));
    t.is(bars.length, 4 * Math.ceil(supersteps / Math.ceil(supersteps / 60)), "four for each pair of bars");
    t.is(titles.filter((title) => /^rank \d+ to rank/.test(title)).length, ranks ** 2);
    t.false(/NaN|undefined|Infinity/.test(svg));
    const page = await report.html();
    t.true(page.includes("<svg") && page.includes("Cost of"));
    t.false(/(src|href)="http/.test(page));
  });

for (const supersteps of [1, 3, 60, 61, 121, 200])
  test(`bars of ${supersteps} supersteps stand beside each other, and ticks below supersteps`, (t) => {
    const root = parsed(drawReport(invented(supersteps, 2)));
    // Four bars for each pair: three parts of the prediction on top of each other, then what was measured.
    const bars = root
      .querySelectorAll("rect")
      .filter((bar) => bar.querySelector("title")?.textContent.startsWith("superstep") === true)
      .map((bar) => ({ x: Number(bar.getAttribute("x")), width: Number(bar.getAttribute("width")) }))
      .filter((_, i) => i % 4 === 0 || i % 4 === 3);
    t.is(bars.length, 2 * Math.ceil(supersteps / Math.ceil(supersteps / 60)));
    bars.slice(1).forEach(({ x }, i) => t.true(x > bars[i].x + bars[i].width, String(i)));
    t.true(bars.every(({ width }) => width > 0 && width < 90));
    const ticks = root.querySelectorAll('[aria-label="x-axis tick label"] text')[0].textContent;
    t.is(ticks, "0");
  });

test("where cells have no room for figures, a scale says what shades mean", (t) => {
  const figures = '[aria-label="text"] text';
  const few = parsed(drawReport(invented(2, 16)));
  t.is(few.querySelectorAll(figures).length, 256);
  t.is(few.querySelectorAll("svg svg").length, 2, "bars and map");
  const many = parsed(drawReport(invented(2, 64)));
  t.is(many.querySelectorAll(figures).length, 0);
  t.is(many.querySelectorAll("svg svg").length, 3, "bars, map and scale");
});

test("no supersteps are drawn as none", (t) => {
  t.false(invented(0, 2).toString().includes("NaN"));
  const svg = drawReport(invented(0, 2));
  t.false(/NaN|undefined|Infinity/.test(svg));
  t.is(parsed(svg).querySelectorAll("svg svg").length, 2);
});
