import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "ava";
import type { Report, Result } from "#dist/bench/result.js";
import { temporaryDirectory } from "../harness/temporary-directory.ts";
import { runRanks } from "./run-ranks.ts";

const BRIEF = ["--iterations", "2", "--repetitions", "2"];
/** Of `init` and `scale`, which start jobs. */
const BRIEF_JOBS = ["--iterations", "1"];

async function bench(...words: string[]): Promise<string> {
  const brief = words[0] === "init" || words[0] === "scale" ? BRIEF_JOBS : BRIEF;
  const { code, stdout, stderr } = await runRanks(["bench", ...words, ...brief]);
  if (code !== 0) throw new Error(`${words.join(" ")}: ${code}\n${stderr}`);
  return stdout;
}

async function report(...words: string[]): Promise<Report> {
  return JSON.parse(await bench(...words, "--json")) as Report;
}

function points(results: readonly Result[]): string[] {
  return results.map(({ series, bytes, queued }) => [series, bytes, queued ?? ""].join(" ").trim());
}

const SIZES = ["--sizes", "8,64k"];
const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["latency", SIZES, ["latency 8", "latency 65536"]],
  ["bandwidth", SIZES, ["bandwidth 8", "bandwidth 65536"]],
  ["bibw", SIZES, ["bibw 8", "bibw 65536"]],
  ["message-rate", ["-n", "4", "--sizes", "8"], ["1 pair 8", "2 pairs 8"]],
  ["multi-latency", ["-n", "5", "--sizes", "8"], ["2 pairs 8"]],
  ["overlap", ["--sizes", "64k"], ["alone 65536", "computing 65536", "with test() 65536"]],
  [
    "matching",
    [],
    [1, 100, 10_000]
      .map((queued) => `posted 8 ${queued}`)
      .concat([1, 100, 10_000].map((queued) => `unexpected 8 ${queued}`)),
  ],
];

for (const [name, words, expected] of cases) {
  test(`ranks bench ${name} measures what it says, and checks it`, async (t) => {
    const { benchmark, awaiting, machine, results } = await report(name, "--check", ...words);
    t.is(benchmark, name);
    t.false(awaiting);
    t.true(machine.cores > 0);
    t.deepEqual(points(results), expected);
    for (const { latencyUs, overRanksUs } of results) {
      const { low, median, high, min, p99 } = latencyUs;
      t.true(0 < min && min <= p99 && low <= median && median <= high);
      t.true(overRanksUs.min <= overRanksUs.average && overRanksUs.average <= overRanksUs.max);
    }
  });
}

test("ranks bench object says how long its messages are", async (t) => {
  const { results } = await report("object", "--check", "--await");
  t.is(results.length, 4);
  t.true(results.every(({ bytes }, i) => i === 0 || bytes > 4 * results[i - 1].bytes));
});

test("ranks bench collectives measures and checks every one, as threads that await", async (t) => {
  const words = ["-n", "3", "--sizes", "1,1000", "--check", "--threads", "--await"];
  const { threads, awaiting, transport, results } = await report("collectives", ...words);
  t.true(threads && awaiting);
  t.is(transport, "threads");
  const operations = ["bcast", "gather", "allgather", "scatter", "alltoall"];
  const combining = ["reduce", "allreduce", "reduceScatter", "scan", "exscan"];
  t.deepEqual(points(results), [
    "barrier 0",
    ...[...operations, ...combining].flatMap((name) => [`${name} 8`, `${name} 1000`]),
  ]);
});

test("ranks bench collectives --operations takes some of them", async (t) => {
  const { results } = await report("collectives", "-n", "2", "--sizes", "8", "--operations", "scan,bcast");
  t.deepEqual(points(results), ["bcast 8", "scan 8"]);
});

test("an operation that does not exist is named", async (t) => {
  const { code, stderr } = await runRanks(["bench", "collectives", "--operations", "bcasts"]);
  t.is(code, 2);
  t.regex(stderr, /bcasts.*bcast, /);
});

test("ranks bench init starts jobs", async (t) => {
  const { results } = await report("init", "-n", "2");
  t.deepEqual(
    results.map(({ series }) => series),
    ["init()", "all ranks ready", "whole job"],
  );
});

test("what jobs are measured by takes no options of messages", async (t) => {
  for (const name of ["init", "scale"])
    for (const option of ["--await", "--check", "--repetitions"]) {
      const { code, stderr } = await runRanks(["bench", name, option]);
      t.is(code, 2);
      t.regex(stderr, new RegExp(`unknown option '${option}'`));
    }
});

test("ranks bench scale measures jobs of growing size, as processes and threads", async (t) => {
  const { results } = await report("scale", "-n", "3");
  t.deepEqual(
    results.map(({ series, ranks }) => [series, ranks]),
    [
      ["processes", 2],
      ["processes", 3],
      ["threads", 2],
      ["threads", 3],
    ],
  );
  t.true(results.every(({ memoryMiB = 0, barrierUs = 0 }) => memoryMiB > 1 && barrierUs > 0));
});

test("tables, CSV and the page show each result", async (t) => {
  const page = path.join(temporaryDirectory(t), "bench.html");
  const words = ["collectives", "-n", "2", "--sizes", "8,1k", "--operations", "bcast,allreduce"];
  const table = (await bench(...words)).trimEnd().split("\n");
  t.is(table.length, 2 + 4);
  t.regex(table[2], /bcast +8 B/);

  const [names, ...lines] = (await bench(...words, "--csv", "--html", page)).trimEnd().split("\n");
  t.is(lines.length, 4);
  t.true(lines.every((line) => line.split(",").length === names.split(",").length));
  t.regex(lines[3], /^collectives,allreduce,1024,,2,/);

  const html = readFileSync(page, "utf8");
  t.regex(html, /<svg[^]*<title>bcast, 1 KiB\n[^]*<\/svg>/);
  t.regex(html, /<td>allreduce<\/td>/);
  t.notRegex(html, /<script|<link|src=/);
});

test("--compare names what changed by more than the noise", async (t) => {
  const directory = temporaryDirectory(t);
  const words = ["latency", "--sizes", "8,64"];
  const now = await report(...words);
  const old = path.join(directory, "old.json");
  const scaled = (factor: number, { latencyUs, ...rest }: Result): Result => {
    const median = latencyUs.median * factor;
    return { ...rest, latencyUs: { ...latencyUs, median, low: median, high: median } };
  };
  // However noisy this machine is: one was a million times faster, and one is no longer measured.
  const [first, second] = now.results;
  const results = [scaled(1e-6, first), scaled(1e6, { ...second, bytes: 4096 })];
  writeFileSync(old, JSON.stringify({ ...now, results }));
  const output = await bench(...words, "--compare", old);
  t.regex(output, /\n1 of 1 results differ by more than the noise\.\n {2}latency, 8 B: .* slower/);
  t.regex(output, /1 results are only in the new report/);
});

test("a file to compare with that is no report is named before anything is measured", async (t) => {
  const file = path.join(temporaryDirectory(t), "other.json");
  writeFileSync(file, "{}");
  const { code, stdout, stderr } = await runRanks(["bench", "latency", "--compare", file]);
  t.is(code, 2);
  t.is(stdout, "");
  t.true(stderr.includes(file));
  t.true(existsSync(file));
});
