import { areaY, dot, gridX, gridY, lineY } from "@observablehq/plot";
import { draw } from "../../drawing/draw.ts";
import { formatSize } from "../sizes.ts";
import { colourOf, legend } from "./legend.ts";

/** A measured point; `low` and `high` are how far the repetitions lie apart. */
export interface Point {
  readonly series: string;
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
  /** What the browser shows on hovering. */
  readonly title: string;
}

export interface Axes {
  readonly x: string;
  readonly y: string;
  /** Whether the x axis counts bytes. */
  readonly bytes: boolean;
  /** What the ticks of the x axis are powers of; 2 for bytes, otherwise 10. */
  readonly base?: number;
  readonly linear?: boolean;
}

/** Curves in one chart, x by logarithm, y too unless `linear`, with their legend above, as HTML. */
export function curves(points: readonly Point[], axes: Axes): string {
  const names = [...new Set(points.map(({ series }) => series))];
  const values = points.map(({ x }) => x);
  const { base = axes.bytes ? 2 : 10 } = axes;
  const ticks = ticksWithin(Math.min(...values), Math.max(...values), base);
  const channels = { x: "x", stroke: "series" };
  const svg = draw({
    width: 920,
    height: 460,
    marginLeft: 62,
    marginRight: 24,
    marginBottom: 44,
    style: { fontFamily: "system-ui, sans-serif", fontSize: "12px", background: "white" },
    x: {
      type: "log",
      base,
      label: `${axes.x} →`,
      ticks,
      tickFormat: axes.bytes ? formatSize : (count: number) => count.toLocaleString("en"),
    },
    y: {
      ...(axes.linear ? { domain: [0, 100] } : { type: "log", ticks: 6, tickFormat: plainNumber }),
      label: `↑ ${axes.y}`,
    },
    color: { domain: names, range: names.map((_, i) => colourOf(i)) },
    marks: [
      gridX(ticks, { stroke: "#e6e8eb", strokeOpacity: 1 }),
      gridY({ stroke: "#e6e8eb", strokeOpacity: 1 }),
      areaY(
        points.filter(({ low, high }) => low !== undefined && high !== undefined),
        { x: "x", y1: "low", y2: "high", fill: "series", fillOpacity: 0.14 },
      ),
      lineY(points, { ...channels, y: "y", strokeWidth: 2 }),
      dot(points, { ...channels, y: "y", r: 3.2, fill: "white", strokeWidth: 2, title: "title" }),
    ],
  });
  return `<figure>${legend(names)}\n${svg}</figure>`;
}

/** Powers of the base that divide the range into some ten parts at most. */
function ticksWithin(least: number, most: number, base: number): number[] {
  const [from, to] = [least, most].map((value) => Math.log(value) / Math.log(base));
  const step = Math.max(1, Math.ceil((to - from) / 11));
  const ticks: number[] = [];
  for (let power = Math.ceil(from - 1e-9); power <= to + 1e-9; power += step) ticks.push(base ** power);
  return ticks;
}

/** 0.5, 20, 3k, 1.5M. */
function plainNumber(value: number): string {
  if (value >= 1e6) return `${value / 1e6}M`;
  if (value >= 1e3) return `${value / 1e3}k`;
  return String(Number(value.toPrecision(3)));
}
