import { writeFileSync } from "node:fs";
import * as Plot from "@observablehq/plot";
import { draw } from "../../drawing/draw.ts";
import { figure } from "../../drawing/figure.ts";
import { escape, page } from "../../drawing/page.ts";
import { tableOf } from "./bsp-report.ts";
import type { BspReport } from "./bsp-report.ts";

/** The measured supersteps and the line through them, on log axes, as a page. */
export function writeBspPage(file: string, report: BspReport): void {
  const { p, g, l, transport, samples } = report;
  const points = samples.filter(({ h }) => h > 0);
  const most = Math.max(1, ...points.map(({ h }) => h));
  // Enough of them that the bend looks like one.
  const line = Array.from({ length: 60 }, (_, i) => ({
    h: most ** (i / 59),
    time: l + g * most ** (i / 59),
  }));
  const chart = draw({
    width: 860,
    height: 420,
    marginLeft: 64,
    x: { type: "log", label: "h, words that each rank sends and receives", grid: true },
    y: { type: "log", label: "time, µs", grid: true },
    marks: [
      Plot.line(line, { x: "h", y: "time", stroke: "#0072b2", strokeWidth: 2 }),
      Plot.dot(points, {
        x: "h",
        y: "time",
        r: 5,
        fill: "#d55e00",
        title: ({ h, time }: { h: number; time: number }) =>
          `${h} words: ${figure(time)} µs, h g + l = ${figure(l + g * h)} µs`,
      }),
    ],
  });
  const words = `Dots are measured supersteps, the line is h g + l, with g = ${figure(g)} µs and l = ${figure(l)} µs.`;
  const title = `Supersteps on ${p} ranks (${transport})`;
  const sections = [
    { heading: "Time of a superstep", words, body: chart },
    { heading: "Parameters", words: "", body: `<pre>${escape(tableOf(report))}</pre>` },
  ];
  writeFileSync(
    file,
    page(title, "What ranks bench bsp has measured: a superstep takes t = w + h g + l.", sections),
  );
}
