import { figure } from "../drawing/figure.ts";
import { spreadOf } from "./result.ts";
import type { Result } from "./result.ts";
import { formatSize } from "./sizes.ts";

export interface Column {
  readonly heading: string;
  /** Where the heading's does not do. */
  readonly width?: number;
  readonly cell: (result: Result) => string;
}

export type ColumnName =
  "series" | "ranks" | "waiting" | "ready" | "over ranks" | "MB/s" | "messages/s" | "hidden %";

const optional = (value: number | undefined): string => (value === undefined ? "" : figure(value));

/** In the order in which they stand. */
const BEFORE: readonly (readonly [ColumnName, Column])[] = [
  ["series", { heading: "what", width: 15, cell: ({ series }) => series }],
  ["ranks", { heading: "ranks", width: 5, cell: ({ ranks }) => String(ranks) }],
  ["waiting", { heading: "waiting", cell: ({ queued }) => String(queued ?? "") }],
];
const SPREAD: Column = { heading: "± %", width: 5, cell: ({ latencyUs }) => spreadOf(latencyUs).toFixed(1) };
const TIMES: readonly Column[] = [
  { heading: "size", cell: ({ bytes }) => (bytes === 0 ? "" : formatSize(bytes)) },
  { heading: "median µs", cell: ({ latencyUs }) => figure(latencyUs.median) },
  SPREAD,
  { heading: "p99 µs", cell: ({ latencyUs }) => figure(latencyUs.p99) },
  { heading: "min µs", cell: ({ latencyUs }) => figure(latencyUs.min) },
];
/** Of a job that starts: its time is that until all ranks are ready. */
const READY: readonly Column[] = [
  { heading: "ready s", cell: ({ latencyUs }) => figure(latencyUs.median / 1e6) },
  SPREAD,
  { heading: "MiB a rank", cell: ({ memoryMiB }) => optional(memoryMiB) },
  { heading: "barrier µs", cell: ({ barrierUs }) => optional(barrierUs) },
];
const BEHIND: readonly (readonly [ColumnName, Column])[] = [
  [
    "over ranks",
    {
      heading: "ranks: min / avg / max µs",
      cell: ({ overRanksUs: { min, average, max } }) => [min, average, max].map(figure).join(" / "),
    },
  ],
  ["MB/s", { heading: "MB/s", cell: ({ megabytesPerSecond }) => optional(megabytesPerSecond) }],
  ["messages/s", { heading: "messages/s", cell: ({ messagesPerSecond }) => optional(messagesPerSecond) }],
  ["hidden %", { heading: "hidden %", cell: ({ hiddenPercent }) => optional(hiddenPercent) }],
];

/** The columns of a table: the size and the times (or what there is of a job that is ready), and those that the benchmark has beside them. */
export function columnsOf(names: readonly ColumnName[]): Column[] {
  const chosen = (columns: typeof BEFORE): Column[] =>
    columns.filter(([name]) => names.includes(name)).map(([, column]) => column);
  return [...chosen(BEFORE), ...(names.includes("ready") ? READY : TIMES), ...chosen(BEHIND)];
}
