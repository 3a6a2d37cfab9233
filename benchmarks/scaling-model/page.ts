import { curves } from "#dist/bench/html/curves.js";
import { formatSize } from "#dist/bench/sizes.js";
import { escape, page } from "#dist/drawing/page.js";
import type { Section } from "#dist/drawing/page.js";
import type { Cell } from "#dist/drawing/table.js";
import { COLLECTIVES } from "./collectives.ts";
import type { Limit } from "./limits.ts";
import type { Machine } from "./parameters.ts";
import { bounds, count, duration, proposals, times } from "./report.ts";
import type { Rows } from "./report.ts";
import type { Point } from "./scaling.ts";
import type { Verdict } from "./verdict.ts";

export interface Findings {
  /** For each size of a piece. */
  readonly scaling: readonly (readonly Point[])[];
  readonly verdicts: readonly Verdict[];
  readonly limits: readonly Limit[];
}

/** Lines that lie so near each other are one. */
const NEAR = 1.05;

/** The charts and the tables, on a page that needs nothing else. */
export function modelPage(machine: Machine, { scaling, verdicts, limits }: Findings): string {
  const { ranksPerHost } = machine;
  const charts = scaling.map((points): Section => {
    return {
      heading: `Pieces of ${formatSize(points[0].bytes)}`,
      words: `A piece is what a rank contributes, or gets from each other one. Beyond ${ranksPerHost} ranks there are several hosts; the last point, ${count(points.at(-1)!.ranks)} ranks, is no power of two. Hover over a point for its time.`,
      body: chart(points) + html(times(points)),
    };
  });
  const sections: Section[] = [
    ...charts,
    {
      heading: "Algorithms that would come next",
      words:
        "What others would take by the same model: from how many ranks on they pay, and where they pay most.",
      body: html(proposals(verdicts)),
    },
    {
      heading: "Where today's design ends",
      words: "From so many ranks on, of the job or of one host.",
      body: html(bounds(limits)),
    },
    {
      heading: "Parameters",
      words: "Microseconds and bytes.",
      body: `<pre>${escape(JSON.stringify(machine, null, 2))}</pre>`,
    },
  ];
  const words = `Today's collectives on hosts of ${ranksPerHost} ranks: the library's own algorithms, simulated message by message while that is soon done, and by their critical paths beyond.`;
  return page("Collectives on 2 to 100,000 ranks", words, sections);
}

function chart(points: readonly Point[]): string {
  const shown = together(points).flatMap((lines) => {
    const series = lines.map(([{ collective }]) => collective).join(", ");
    return lines[0].map(({ ranks, timeUs, simulated }) => {
      const how = simulated ? "simulated" : "by its critical path";
      return {
        series,
        x: ranks,
        y: timeUs,
        title: `${series}, ${count(ranks)} ranks: ${duration(timeUs)}, ${how}`,
      };
    });
  });
  return curves(shown, { x: "ranks", y: "microseconds", bytes: false });
}

/** The points of each collective, with those of others that would hide them. */
function together(points: readonly Point[]): Point[][][] {
  const groups: Point[][][] = [];
  for (const collective of COLLECTIVES) {
    const line = points.filter((point) => point.collective === collective);
    const group = groups.find(([first]) => first.every(({ timeUs }, i) => near(timeUs, line[i].timeUs)));
    if (group === undefined) groups.push([line]);
    else group.push(line);
  }
  return groups;
}

function near(one: number, other: number): boolean {
  return Math.max(one, other) / Math.min(one, other) < NEAR;
}

/** Figures stand to the right, and so do the heads of their columns. */
function html({ head, rows }: Rows): string {
  const line = (tag: string, cells: readonly Cell[]): string => {
    const texts = cells.map((cell, column) => {
      const style = typeof rows[0][column] === "object" ? "white-space:nowrap" : "text-align:left";
      return `<${tag} style="${style}">${escape(typeof cell === "object" ? cell.digits : String(cell))}</${tag}>`;
    });
    return `<tr>${texts.join("")}</tr>`;
  };
  const lines = [line("th", head), ...rows.map((row) => line("td", row))];
  return `<table style="font-size:0.8rem">${lines.join("\n")}</table>`;
}
