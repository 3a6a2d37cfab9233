import { escape, page } from "../../drawing/page.ts";
import type { Section } from "../../drawing/page.ts";
import { columnsOf } from "../columns.ts";
import type { ColumnName } from "../columns.ts";
import { formOf } from "../result.ts";
import type { Report, Result } from "../result.ts";
import { cards } from "./cards.ts";
import { charts } from "./charts.ts";

/** One page that needs nothing else: where it was measured, the curves, and every figure. */
export function htmlOf(report: Report): string {
  const { benchmark, machine, transport, date, results } = report;
  const { cpu, cores, memoryGiB, node, platform, ranks } = machine;
  const words = `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${platform}; Node ${node}, ranks ${ranks}; ${transport}, ${formOf(report)}; ${date}`;
  return page(`ranks bench ${benchmark}`, words, [glance(results), ...charts(results), ...tables(results)]);
}

function glance(results: readonly Result[]): Section {
  return { heading: "At a glance", words: "Medians; more is said below.", body: cards(results) };
}

function tables(results: readonly Result[]): Section[] {
  const benchmarks = [...new Set(results.map(({ benchmark }) => benchmark))];
  return benchmarks.map((benchmark) => {
    const own = results.filter((result) => result.benchmark === benchmark);
    return { heading: `Figures: ${benchmark}`, words: `On ${ranksOf(own)} ranks.`, body: table(own) };
  });
}

function ranksOf(results: readonly Result[]): string {
  const counts = results.map(({ ranks }) => ranks);
  return [...new Set([Math.min(...counts), Math.max(...counts)])].join(" to ");
}

function table(results: readonly Result[]): string {
  const columns = columnsOf(columnsWith(results));
  const cells = (tag: string, texts: readonly string[]): string =>
    `<tr>${texts.map((text) => `<${tag}>${escape(text)}</${tag}>`).join("")}</tr>`;
  const head = cells(
    "th",
    columns.map(({ heading }) => heading),
  );
  const rows = results.map((result) =>
    cells(
      "td",
      columns.map(({ cell }) => cell(result)),
    ),
  );
  return `<details><summary>${results.length} results</summary><table>${[head, ...rows].join("\n")}</table></details>`;
}

/** What is there to show of these. */
function columnsWith(results: readonly Result[]): ColumnName[] {
  const has = (key: keyof Result): boolean => results.some((result) => result[key] !== undefined);
  if (has("memoryMiB")) return ["series", "ranks", "ready"];
  return [
    "series",
    "over ranks",
    ...(has("queued") ? (["waiting"] as const) : []),
    ...(has("megabytesPerSecond") ? (["MB/s"] as const) : []),
    ...(has("messagesPerSecond") ? (["messages/s"] as const) : []),
    ...(has("hiddenPercent") ? (["hidden %"] as const) : []),
  ];
}
