import { formOf } from "./result.ts";
import type { Report, Result } from "./result.ts";

type Value = string | number | undefined;

const COLUMNS: Readonly<Record<string, (result: Result) => Value>> = {
  benchmark: ({ benchmark }) => benchmark,
  series: ({ series }) => series,
  bytes: ({ bytes }) => bytes,
  waiting: ({ queued }) => queued,
  ranks: ({ ranks }) => ranks,
  median_us: ({ latencyUs }) => latencyUs.median,
  low_us: ({ latencyUs }) => latencyUs.low,
  high_us: ({ latencyUs }) => latencyUs.high,
  p99_us: ({ latencyUs }) => latencyUs.p99,
  min_us: ({ latencyUs }) => latencyUs.min,
  ranks_min_us: ({ overRanksUs }) => overRanksUs.min,
  ranks_average_us: ({ overRanksUs }) => overRanksUs.average,
  ranks_max_us: ({ overRanksUs }) => overRanksUs.max,
  megabytes_per_second: ({ megabytesPerSecond }) => megabytesPerSecond,
  messages_per_second: ({ messagesPerSecond }) => messagesPerSecond,
  hidden_percent: ({ hiddenPercent }) => hiddenPercent,
  mebibytes_per_rank: ({ memoryMiB }) => memoryMiB,
  barrier_us: ({ barrierUs }) => barrierUs,
};

/** One line of names, then one for each result. */
export function csvOf(report: Report): string {
  const { transport, results } = report;
  const lines = results.map((result) => [
    ...Object.values(COLUMNS).map((value) => value(result)),
    transport,
    formOf(report),
  ]);
  return [[...Object.keys(COLUMNS), "transport", "form"], ...lines]
    .map((cells) => `${cells.map(quoted).join(",")}\n`)
    .join("");
}

function quoted(value: Value): string {
  const text = String(value ?? "");
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
