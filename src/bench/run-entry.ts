import { RanksError } from "../errors.ts";
import { launch } from "../launch/launch.ts";
import type { Benchmark } from "./benchmark.ts";
import { jobErrors, linesTo } from "./job-lines.ts";
import type { Entry } from "./list.ts";
import type { MeasurePlan } from "./measure-plan.ts";
import type { Result } from "./result.ts";
import type { Settings } from "./settings.ts";

/** Milliseconds for a case, and where many benchmarks follow each other. */
const CASE_MS = 2000;
const SUMMARY_CASE_MS = 450;

/** Measures one benchmark; results come one by one. Gives the exit code of the job. */
export async function runEntry(
  entry: Entry,
  plan: MeasurePlan,
  onResult: (result: Result) => void,
): Promise<number> {
  const { benchmark } = await entry.load();
  if ("measure" in benchmark) {
    for await (const result of benchmark.measure(plan)) onResult(result);
    return 0;
  }
  checkOperations(benchmark, plan);
  const { code } = await launch({
    ...plan.where,
    size: ranksOf(entry, plan),
    program: new URL("./program.js", import.meta.url),
    argv: [JSON.stringify(settingsFor(entry, benchmark, plan))],
    stdout: linesTo((line) => onResult(JSON.parse(line) as Result)),
    stderr: jobErrors,
  });
  return code;
}

function checkOperations({ operations = [] }: Benchmark, plan: MeasurePlan): void {
  const unknown = plan.operations?.find((name) => !operations.includes(name));
  if (unknown !== undefined) {
    const known = operations.join(", ");
    throw new RanksError("ERR_RANKS_USAGE", `there is no collective "${unknown}"; take some of ${known}`);
  }
}

export function ranksOf(entry: Entry, plan: MeasurePlan): number {
  return entry.pair ? entry.ranks : (plan.ranks ?? entry.ranks);
}

function settingsFor(entry: Entry, benchmark: Benchmark, plan: MeasurePlan): Settings {
  const { sizes, operations, awaiting, check, repetitions, samples, summary } = plan;
  return {
    benchmark: entry.name,
    sizes: sizes ?? (summary ? benchmark.summarySizes : benchmark.sizes),
    ...{ awaiting, check, repetitions },
    ...(samples !== undefined && { samples }),
    ...(operations !== undefined && { operations }),
    caseMs: summary ? SUMMARY_CASE_MS : CASE_MS,
  };
}
