// npm run bench:thresholds: where one algorithm of a collective should give way to another on this machine. See README.md.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { thresholds } from "#dist/collectives/thresholds.js";
import { figure } from "#dist/drawing/figure.js";
import { table } from "#dist/drawing/table.js";
import { BARRIERS, CONTESTS } from "./contests.ts";
import type { Contest } from "./contests.ts";
import { fitRange, fitThreshold, NEVER } from "./fit.ts";
import type { Duel } from "./fit.ts";
import type { Task, Times } from "./program.ts";
import { proposedTable, writeTable } from "./table.ts";
import type { Thresholds } from "./table.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    ranks: { type: "string" },
    transport: { type: "string", default: "auto" },
    write: { type: "boolean", default: false },
  },
});

/** In place of a threshold that everything reaches; values that have no bytes are never cut into blocks. */
const ALWAYS = 1;
const cli = fileURLToPath(import.meta.resolve("#dist/launch/cli.js"));
const program = fileURLToPath(new URL("program.ts", import.meta.url));

/** Those that were asked for, or all. */
const numbers = options.ranks?.split(",").map(Number);
const among = (ranks: readonly number[]): number[] =>
  ranks.filter((size) => numbers === undefined || numbers.includes(size));

const proposed: Partial<Thresholds> = {};
for (const [name, contests] of byThreshold()) {
  const duels = contests.flatMap(duelsOf);
  if (duels.length === 0) continue;
  const { threshold, gain } = fitThreshold(duels, thresholds[name]);
  proposed[name] = Math.round(threshold);
  say(name, thresholds[name], Math.round(threshold), gain);
}
const barriers = among(BARRIERS).map((ranks): Duel => {
  const central = { centralFrom: ALWAYS, centralBelow: NEVER };
  const tables = [{ centralFrom: NEVER }, central] as const;
  const [times] = measured(ranks, { collective: "barrier", sizes: [0], inMemory: false, tables });
  return duel(ranks, times);
});
if (barriers.length > 0) {
  show("barrier: dissemination, or a central one", "ranks", barriers);
  const { centralFrom, centralBelow } = thresholds;
  const { from, below, gain } = fitRange(barriers, { from: centralFrom, below: centralBelow });
  Object.assign(proposed, { centralFrom: from, centralBelow: below });
  say("centralFrom", centralFrom, from, gain);
  say("centralBelow", centralBelow, below, gain);
}

if (options.write) writeTable(proposed);
else console.log(`\n${proposedTable(proposed)}`);

function byThreshold(): Map<keyof Thresholds, Contest[]> {
  const groups = new Map<keyof Thresholds, Contest[]>();
  for (const contest of CONTESTS)
    groups.set(contest.threshold, [...(groups.get(contest.threshold) ?? []), contest]);
  return groups;
}

function duelsOf(contest: Contest): Duel[] {
  const { threshold, collective, small, large, sizes, counts, inMemory = false, besides } = contest;
  return among(contest.ranks).flatMap((ranks) => {
    const tables = [
      { ...besides, [threshold]: NEVER },
      { ...besides, [threshold]: ALWAYS },
    ] as const;
    const all = measured(ranks, { collective, sizes, inMemory, tables });
    const duels = all.map((times) => duel(counts(times.bytes, ranks), times));
    show(`${collective} on ${ranks} ranks: ${small}, or ${large}`, "bytes", duels);
    return duels;
  });
}

function measured(ranks: number, task: Omit<Task, "rounds">): Times[] {
  const argument = JSON.stringify({ ...task, rounds: Number(options.rounds) } satisfies Task);
  const words = ["run", "-n", String(ranks), "--transport", options.transport, program, argument];
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${task.collective} on ${ranks} ranks failed:\n${stderr}`);
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Times);
}

/** The least of the rounds: whatever else the machine does only adds to times. */
function duel(at: number, { us }: Times): Duel {
  const [small, large] = us.map((rounds) => Math.min(...rounds));
  return { at, small, large };
}

function show(title: string, unit: string, duels: readonly Duel[]): void {
  const rows = duels.map(({ at, small, large }) => [
    { digits: String(Math.round(at)) },
    { digits: figure(small) },
    { digits: figure(large) },
    { digits: (small / large).toFixed(2) },
  ]);
  console.log(`\n${title}\n${table([unit, "the first, µs", "the second, µs", "ratio"], rows)}`);
}

function say(name: string, today: number, next: number, gain: number): void {
  const what =
    next === today
      ? "stays"
      : `${next}, with which all that was measured takes ${gain.toFixed(2)} times less`;
  console.log(`${name}: ${today} today; ${what}`);
}
