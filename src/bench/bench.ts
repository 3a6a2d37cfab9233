import { writeFileSync } from "node:fs";
import { machine } from "../info/machine.ts";
import { csvOf } from "./csv.ts";
import { columnsOf } from "./columns.ts";
import { readReport } from "./read-report.ts";
import type { Entry } from "./list.ts";
import type { MeasurePlan, Presentation } from "./measure-plan.ts";
import { Progress } from "./progress.ts";
import type { Report, Result } from "./result.ts";
import { formOf } from "./result.ts";
import { ranksOf, runEntry } from "./run-entry.ts";
import { Table } from "./table.ts";
import { transportOf } from "./transport-of.ts";

/** Measures these benchmarks and shows what came out. The exit code is that of the first that failed; no other follows it. */
export async function bench(
  name: string,
  entries: readonly Entry[],
  plan: MeasurePlan,
  shown: Presentation,
): Promise<void> {
  // What cannot be read is better known before minutes of measuring.
  const old = shown.compare === undefined ? undefined : readReport(shown.compare);
  const results: Result[] = [];
  const tables = !shown.json && !shown.csv;
  const transport = transportOf(plan.where);
  const progress = new Progress(!tables || !process.stdout.isTTY);
  for (const entry of entries) {
    const { benchmark } = await entry.load();
    const title = `${benchmark.title} (${ranksOf(entry, plan)} ranks, ${transport}, ${formOf(plan)})`;
    const table = tables ? new Table(title, columnsOf(benchmark.columns)) : undefined;
    progress.say(entry.name);
    const code = await runEntry(entry, plan, (result) => {
      results.push(result);
      progress.say(`${entry.name}: ${results.length} results`);
      table?.row(result);
    });
    if (code !== 0) {
      progress.end();
      process.exitCode = code;
      return;
    }
    if (tables && entries.length > 1) console.log("");
  }
  progress.end();
  const report: Report = {
    ...{ benchmark: name, transport, threads: plan.where.threads ?? false, awaiting: plan.awaiting },
    ...{ date: new Date().toISOString(), machine: machine(), results },
  };
  await show(report, old, shown);
}

async function show(report: Report, old: Report | undefined, shown: Presentation): Promise<void> {
  if (shown.json) console.log(JSON.stringify(report));
  if (shown.csv) process.stdout.write(csvOf(report));
  if (shown.html !== undefined) {
    const { htmlOf } = await import("./html/html-of.ts");
    writeFileSync(shown.html, htmlOf(report));
  }
  if (old !== undefined) {
    const { comparison } = await import("./compare.ts");
    const text = comparison(old, report);
    if (shown.json || shown.csv) console.error(text);
    else console.log(text);
  }
}
