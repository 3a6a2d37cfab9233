import type { Section } from "../../drawing/page.ts";
import type { Result } from "../result.ts";
import { curves } from "./curves.ts";
import type { Axes, Point } from "./curves.ts";
import { titleOf } from "./title-of.ts";

/** A chart, and the results that it shows. */
interface Chart {
  readonly heading: string;
  readonly words: string;
  readonly benchmarks: readonly string[];
  readonly axes: Axes;
  /** The size in bytes unless said. */
  readonly x?: (result: Result) => number | undefined;
  /** Microseconds unless said. */
  readonly y?: (result: Result) => number | undefined;
}

const SIZE = { x: "message size", bytes: true };
const TIME = "The band shows how far the repetitions lie apart; hover over a point for its figures.";

const byRanks = (y: string): Pick<Chart, "axes" | "x"> => ({
  axes: { x: "ranks", y, bytes: false, base: 2 },
  x: ({ ranks }) => ranks,
});

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
    x: ({ queued }) => queued,
  },
  {
    heading: "Start",
    words: "From the start of a job until all its ranks have passed a barrier.",
    benchmarks: ["scale"],
    ...byRanks("seconds"),
    y: ({ latencyUs }) => latencyUs.median / 1e6,
  },
  {
    heading: "Memory",
    words: "What the processes of a job take up, divided among its ranks; what processes share counts once.",
    benchmarks: ["scale"],
    ...byRanks("MiB a rank"),
    y: ({ memoryMiB }) => memoryMiB,
  },
  {
    heading: "Barrier",
    words: "The median barrier on the slowest rank.",
    benchmarks: ["scale"],
    ...byRanks("microseconds"),
    y: ({ barrierUs }) => barrierUs,
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

function pointsOf(
  { benchmarks, axes, x = ({ bytes }) => bytes, y }: Chart,
  results: readonly Result[],
): Point[] {
  return results.flatMap((result) => {
    const { benchmark, latencyUs } = result;
    const at = x(result);
    const value = y === undefined ? latencyUs.median : y(result);
    if (!benchmarks.includes(benchmark) || value === undefined || !at) return [];
    // Zero has no place on a logarithmic axis.
    if (!axes.linear && value <= 0) return [];
    const band = y === undefined ? { low: latencyUs.low, high: latencyUs.high } : {};
    return [
      {
        series: nameOf(result, benchmarks.length > 1),
        x: at,
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
