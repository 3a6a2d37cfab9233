import type { Section } from "../../drawing/page.ts";
import { figure } from "../../drawing/figure.ts";
import { spreadOf } from "../result.ts";
import type { Result } from "../result.ts";
import { formatSize } from "../sizes.ts";
import { curves } from "./curves.ts";
import type { Axes, Point } from "./curves.ts";

/** A chart, and the results that it shows. */
interface Chart {
  readonly heading: string;
  readonly words: string;
  readonly benchmarks: readonly string[];
  readonly axes: Axes;
  /** Microseconds unless said. */
  readonly y?: (result: Result) => number | undefined;
}

const SIZE = { x: "message size", bytes: true };
const TIME = "The band shows how far the repetitions lie apart; hover over a point for its figures.";

const CHARTS: readonly Chart[] = [
  {
    heading: "Latency",
    words: `Half a round trip. ${TIME}`,
    benchmarks: ["latency", "multi-latency", "object"],
    axes: { ...SIZE, y: "microseconds" },
  },
  {
    heading: "Bandwidth",
    words: "Megabytes a second with 64 messages under way; bibw counts both ways, pairs count together.",
    benchmarks: ["bandwidth", "bibw", "message-rate"],
    axes: { ...SIZE, y: "MB/s" },
    y: ({ megabytesPerSecond }) => megabytesPerSecond,
  },
  {
    heading: "Message rate",
    words: "Messages a second of all pairs together.",
    benchmarks: ["message-rate"],
    axes: { ...SIZE, y: "messages a second" },
    y: ({ messagesPerSecond }) => messagesPerSecond,
  },
  {
    heading: "Collectives",
    words: `The time of the slowest rank. ${TIME}`,
    benchmarks: ["collectives"],
    axes: { ...SIZE, x: "size of a piece", y: "microseconds" },
  },
  {
    heading: "Overlap",
    words:
      "How much of a transfer takes place while both ranks compute for as long as it takes alone; with test(), they look at their requests 16 times meanwhile.",
    benchmarks: ["overlap"],
    axes: { ...SIZE, y: "hidden, %", linear: true },
    y: ({ hiddenPercent }) => hiddenPercent,
  },
  {
    heading: "Matching",
    words: "A message of 8 bytes where so many receives are posted, or so many messages are unexpected.",
    benchmarks: ["matching"],
    axes: { x: "waiting", y: "microseconds", bytes: false },
  },
];

/** A section for each chart that has something to show; benchmarks that no chart names get one of their own. */
export function charts(results: readonly Result[]): Section[] {
  const named = CHARTS.flatMap(({ benchmarks }) => benchmarks);
  const others = [...new Set(results.map(({ benchmark }) => benchmark))].filter(
    (name) => !named.includes(name),
  );
  const own = others.map((name): Chart => {
    return {
      heading: name,
      words: TIME,
      benchmarks: [name],
      axes: { ...SIZE, x: "size", y: "microseconds" },
    };
  });
  return [...CHARTS, ...own].flatMap((chart) => {
    const points = pointsOf(chart, results);
    if (points.length === 0) return [];
    return [{ heading: chart.heading, words: chart.words, body: curves(points, chart.axes) }];
  });
}

function pointsOf({ benchmarks, axes, y }: Chart, results: readonly Result[]): Point[] {
  return results.flatMap((result) => {
    const { benchmark, bytes, queued, latencyUs } = result;
    const x = axes.bytes ? bytes : queued;
    const value = y === undefined ? latencyUs.median : y(result);
    if (!benchmarks.includes(benchmark) || value === undefined || !x) return [];
    // Zero has no place on a logarithmic axis.
    if (!axes.linear && value <= 0) return [];
    const band = y === undefined ? { low: latencyUs.low, high: latencyUs.high } : {};
    return [
      {
        series: nameOf(result, benchmarks.length > 1),
        x,
        y: value,
        ...band,
        title: titleOf(result),
      },
    ];
  });
}

function nameOf({ benchmark, series }: Result, several: boolean): string {
  return series === benchmark || !several ? series : `${benchmark}, ${series}`;
}

function titleOf(result: Result): string {
  const { series, bytes, queued, latencyUs } = result;
  const { megabytesPerSecond, messagesPerSecond, hiddenPercent } = result;
  return [
    `${series}, ${formatSize(bytes)}`,
    ...(queued === undefined ? [] : [`${queued} waiting`]),
    `${figure(latencyUs.median)} µs ± ${spreadOf(latencyUs).toFixed(1)} %, p99 ${figure(latencyUs.p99)} µs`,
    ...(megabytesPerSecond === undefined ? [] : [`${figure(megabytesPerSecond)} MB/s`]),
    ...(messagesPerSecond === undefined ? [] : [`${figure(messagesPerSecond)} messages/s`]),
    ...(hiddenPercent === undefined ? [] : [`${figure(hiddenPercent)} % hidden`]),
  ].join("\n");
}
