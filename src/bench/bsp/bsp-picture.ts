import * as Plot from "@observablehq/plot";
import type { Sample } from "../../bsp/cost/fit.ts";
import { AXES, draw } from "../../drawing/draw.ts";
import { figure } from "../../drawing/figure.ts";
import { escape } from "../../drawing/page.ts";
import { placed } from "../../drawing/placed.ts";
import { explainedPercent } from "./bsp-report.ts";
import type { BspReport } from "./bsp-report.ts";

const WIDTH = 900;
const CHART_HEIGHT = 440;
const TOP = 92;
/** Of the line: so many that its bend looks like one. */
const POINTS = 60;
/** Okabe and Ito, as in the pictures of reports. */
const [MEASURED, LINE] = ["#d55e00", "#0072b2"];

/** The measured supersteps and the line h g + l through them, on log axes; one SVG. */
export function drawFit(report: BspReport): string {
  const { p, g, l, r2, transport } = report;
  const title = `Supersteps on ${p} rank${p === 1 ? "" : "s"} (${transport}): t = h g + l`;
  const words = `g = ${figure(g)} µs a word of 8 bytes, l = ${figure(l)} µs; the line explains ${explainedPercent(r2)} % of the variance`;
  const height = TOP + CHART_HEIGHT;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" fill="#222">
<rect width="${WIDTH}" height="${height}" fill="white"/>
<text x="24" y="32" font-size="19" font-weight="600">${escape(title)}</text>
<text x="24" y="54" font-size="13" fill="#555">${escape(words)}</text>
<circle cx="30" cy="74" r="5" fill="${MEASURED}"/><text x="42" y="78.5" font-size="12.5">measured</text>
<rect x="130" y="73" width="16" height="2" fill="${LINE}"/><text x="152" y="78.5" font-size="12.5">h g + l</text>
${placed(chart(report), 0, TOP)}
</svg>`;
}

function chart({ g, l, samples }: BspReport): string {
  // A log axis has no place for h = 0, which is l itself.
  const points = samples.filter(({ h }) => h > 0);
  const most = Math.max(10, ...points.map(({ h }) => h));
  const line = Array.from({ length: POINTS }, (_, i): Sample => {
    const h = most ** (i / (POINTS - 1));
    return { h, time: l + g * h };
  });
  return draw({
    width: WIDTH,
    height: CHART_HEIGHT,
    style: AXES,
    marginTop: 30,
    marginLeft: 64,
    marginRight: 24,
    marginBottom: 40,
    x: {
      type: "log",
      label: "h, words that each rank sends and receives",
      labelAnchor: "center",
      labelArrow: "none",
      grid: true,
    },
    y: { type: "log", label: "time of a superstep, µs", grid: true },
    marks: [
      Plot.line(line, { x: "h", y: "time", stroke: LINE, strokeWidth: 2 }),
      Plot.dot(points, {
        x: "h",
        y: "time",
        r: 5,
        fill: MEASURED,
        title: ({ h, time }: Sample) => `${h} words: ${figure(time)} µs, h g + l = ${figure(l + g * h)} µs`,
      }),
    ],
  });
}
