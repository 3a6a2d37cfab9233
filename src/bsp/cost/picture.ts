import * as Plot from "@observablehq/plot";
import { AXES, draw } from "../../drawing/draw.ts";
import { figure } from "../../drawing/figure.ts";
import { escape } from "../../drawing/page.ts";
import { placed } from "../../drawing/placed.ts";
import { binned, unitFor } from "./bins.ts";
import type { Bin, Unit } from "./bins.ts";
import { relationChart, SCALE_WIDTH } from "./relation-chart.ts";
import type { Report } from "./report.ts";

const WIDTH = 900;
const BARS_HEIGHT = 340;
const TOP = 92;
const [MARGIN_LEFT, MARGIN_RIGHT] = [64, 24];
/** A few supersteps are not drawn wider than this. */
const WIDEST_PAIR = 180;

/** Okabe and Ito: told apart also by those who see few colours, and on grey paper. */
const PARTS = [
  { name: "w, work", fill: "#0072b2", of: (bin: Bin) => bin.work },
  { name: "h g, words", fill: "#e69f00", of: (bin: Bin) => bin.words },
  { name: "l, barrier", fill: "#009e73", of: (bin: Bin) => bin.barrier },
];
const MEASURED = { name: "measured", fill: "#555555" };

/** Predicted beside measured, and below the words that went from rank to rank; one SVG. */
export function drawReport(report: Report): string {
  const bins = binned(report);
  const unit = unitFor(Math.max(...bins.map(({ measured, predicted }) => Math.max(measured, predicted))));
  const bars = placed(barChart(bins, unit), 0, TOP);
  const relation = relationChart(report.relation);
  const middle = TOP + BARS_HEIGHT + 72;
  const height = middle + relation.height + 16;
  const { g, l } = report.machine;
  const steps = report.supersteps.length;
  const predicted = report.supersteps.reduce((sum, superstep) => sum + report.predicted(superstep), 0);
  const measured = report.supersteps.reduce((sum, superstep) => sum + superstep.measured, 0);
  const ranks = report.relation.length;
  const title = `${steps} superstep${steps === 1 ? "" : "s"} on ${ranks} rank${ranks === 1 ? "" : "s"}: predicted and measured`;
  const words = `t = w + h g + l, with g = ${figure(g)} µs a word of 8 bytes and l = ${figure(l)} µs; all together predicted ${time(predicted)}, measured ${time(measured)}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" fill="#222">
<rect width="${WIDTH}" height="${height}" fill="white"/>
<text x="24" y="32" font-size="19" font-weight="600">${escape(title)}</text>
<text x="24" y="54" font-size="13" fill="#555">${escape(words)}</text>
${legend()}
${bars}
<text x="24" y="${middle - 32}" font-size="15" font-weight="600">Words from rank to rank (the h-relation)</text>
<text x="24" y="${middle - 12}" font-size="13" fill="#555">what a rank sends to itself, on the diagonal, does not count for h</text>
${relation.scale === undefined ? "" : placed(relation.scale, WIDTH - SCALE_WIDTH - MARGIN_RIGHT, middle - 56)}
${placed(relation.svg, 0, middle)}
</svg>`;
}

function time(microseconds: number): string {
  const { name, factor } = unitFor(microseconds);
  return `${figure(microseconds * factor)} ${name}`;
}

function legend(): string {
  const entries = [...PARTS, MEASURED].map(({ name, fill }, i) => {
    const x = 24 + 130 * i;
    return `<rect x="${x}" y="68" width="12" height="12" fill="${fill}"/><text x="${x + 18}" y="78.5" font-size="12.5">${name}</text>`;
  });
  return entries.join("\n");
}

interface Bar {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
  readonly fill: string;
  readonly title: string;
}

function barChart(bins: readonly Bin[], { name, factor }: Unit): string {
  const bars = bins.flatMap((bin) => barsOf(bin, name, factor));
  const supersteps = bins.reduce((sum, { count }) => sum + count, 0);
  const grouped = bins.some(({ count }) => count > 1);
  const width = Math.min(WIDTH - MARGIN_LEFT - MARGIN_RIGHT, WIDEST_PAIR * Math.max(1, bins.length));
  return draw({
    width: WIDTH,
    height: BARS_HEIGHT,
    style: AXES,
    marginTop: 30,
    marginBottom: 40,
    marginLeft: MARGIN_LEFT,
    marginRight: WIDTH - MARGIN_LEFT - width,
    // No more ticks than supersteps: then none stands between two of them.
    x: {
      label: "superstep",
      labelAnchor: "center",
      labelArrow: "none",
      domain: [-0.5, Math.max(1, supersteps) - 0.5],
      ticks: Math.min(10, Math.max(1, supersteps)),
    },
    y: { label: grouped ? `mean time of a superstep, ${name}` : `time, ${name}`, grid: true, nice: true },
    marks: [
      Plot.rectY(bars, { x1: "from", x2: "to", y1: "low", y2: "high", fill: "fill", title: "title" }),
      Plot.ruleY([0]),
    ],
  });
}

/** Two bars side by side: the prediction's parts on top of each other, and the measurement. */
function barsOf(bin: Bin, unit: string, factor: number): Bar[] {
  const { first, count } = bin;
  const name = count === 1 ? `superstep ${first}` : `supersteps ${first} to ${first + count - 1}, on average`;
  const at = (share: number): number => first - 0.5 + count * share;
  const inUnit = (value: number): string => `${figure(value * factor)} ${unit}`;
  let low = 0;
  const parts = PARTS.map(({ name: part, fill, of }) => {
    const high = low + of(bin) * factor;
    const title = `${name}\n${part}: ${inUnit(of(bin))}\npredicted: ${inUnit(bin.predicted)}`;
    const bar = { from: at(0.1), to: at(0.49), low, high, fill, title };
    low = high;
    return bar;
  });
  const title = `${name}\nmeasured: ${inUnit(bin.measured)}\npredicted: ${inUnit(bin.predicted)}`;
  return [
    ...parts,
    { from: at(0.51), to: at(0.9), low: 0, high: bin.measured * factor, fill: MEASURED.fill, title },
  ];
}
