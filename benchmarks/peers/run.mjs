// npm run bench:peers: `ranks` and every peer that this machine has, side by side, by one method: see README.md.
import { writeFileSync } from "node:fs";
import { failures, machine, machineLine, printTable } from "../contest.mjs";
import * as all from "./contestants/all.mjs";
import { legend } from "./contestants/ranks.mjs";
import { contestsOf } from "./contests.mjs";
import { only } from "./only.mjs";
import { readOptions } from "./options.mjs";
import { pageOf } from "./page.mjs";
import { speedTables } from "./speed-table.mjs";
import { tablesOf } from "./tables.mjs";
import { takeTurns } from "./turns.mjs";

process.on("SIGINT", () => process.exit(130));

const options = readOptions();
const [contests, contestants] = only(options.only ?? [], [
  contestsOf(options.quick),
  [...all.ours, ...all.peers],
]);
const chosen = (list) => list.filter((each) => contestants.includes(each));
const names = contestants.map(({ name }) => name);

const words = [
  `${machineLine(all.versions)}.`,
  legend,
  "A ratio is our time divided by theirs, for rates and bandwidths too: below 1 ranks is faster. Each is the median of the rounds' ratios, with the least and the greatest in brackets.",
  ...all.missing.map((what) => `Not measured: ${what}.`),
];
for (const line of words) console.log(line);

const figures = await takeTurns(options.rounds, contests, chosen(all.ours), chosen(all.peers));
const tables = tablesOf(contests, names, figures);
for (const { title, head, rows } of tables) printTable(title, head, rows);

if (options.json !== undefined) {
  const { rounds } = options;
  const report = {
    machine: { ...machine, ...all.versions },
    ...{ rounds, missing: all.missing, contests, runs: figures.runs, ratios: speedTables(contests, figures) },
  };
  writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
}
if (options.html !== undefined)
  writeFileSync(options.html, pageOf({ contests, names, figures, tables, words: words.join(" ") }));
if (failures > 0) process.exitCode = 1;
