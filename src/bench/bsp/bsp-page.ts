import { escape, page } from "../../drawing/page.ts";
import { drawFit } from "./bsp-picture.ts";
import { tableOf } from "./bsp-report.ts";
import type { BspReport } from "./bsp-report.ts";

/** The picture and all figures, on a page that needs nothing else. */
export function bspPage(report: BspReport): string {
  const words =
    "Dots are measured supersteps that do no work, the line is h g + l. Hover over a dot for its figures.";
  const sections = [
    { heading: "Time of a superstep", words, body: drawFit(report) },
    { heading: "Parameters", words: "", body: `<pre>${escape(tableOf(report))}</pre>` },
  ];
  return page(
    `Supersteps on ${report.p} ranks (${report.transport})`,
    "What ranks bench bsp has measured: a superstep takes t = w + h g + l.",
    sections,
  );
}
