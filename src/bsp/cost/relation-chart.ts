import * as Plot from "@observablehq/plot";
import { draw } from "../../drawing/draw.ts";

/** Above this the figures would not fit into their cells. */
const MOST_WITH_FIGURES = 12;
const WIDTH = 900;

interface Cell {
  readonly from: number;
  readonly to: number;
  readonly words: number;
}

/** Who has sent how much to whom, as a map of heat: a row for each sender, a column for each receiver. */
export function relationChart(relation: readonly Float64Array[]): {
  readonly svg: string;
  readonly height: number;
} {
  const ranks = relation.length;
  const cells = relation.flatMap((row, from) => Array.from(row, (words, to): Cell => ({ from, to, words })));
  const most = Math.max(1, ...cells.map(({ words }) => words));
  const side = Math.max(10, Math.min(56, 560 / ranks));
  const [marginLeft, marginTop, marginBottom] = [64, 44, 12];
  const height = marginTop + marginBottom + side * ranks;
  const marginRight = Math.max(24, WIDTH - marginLeft - side * 1.6 * ranks);
  const every = Math.ceil(ranks / 32);
  const domain = Array.from({ length: ranks }, (_, rank) => rank);
  const ticks = domain.filter((rank) => rank % every === 0);
  const text = Plot.text(cells, {
    x: "to",
    y: "from",
    text: ({ words }: Cell) => shortly(words),
    fill: ({ words }: Cell) => (words > 0.55 * most ? "white" : "#222"),
    fontSize: 12,
  });
  const svg = draw({
    width: WIDTH,
    height,
    marginLeft,
    marginRight,
    marginTop,
    marginBottom,
    x: { label: "to rank", axis: "top", type: "band", domain, ticks },
    y: { label: "from rank", type: "band", domain, ticks },
    color: { type: "linear", scheme: "Blues", domain: [0, most] },
    marks: [
      Plot.cell(cells, {
        x: "to",
        y: "from",
        fill: "words",
        inset: 0.5,
        title: ({ from, to, words }: Cell) => `rank ${from} to rank ${to}: ${words} words`,
      }),
      ...(ranks <= MOST_WITH_FIGURES ? [text] : []),
    ],
  });
  return { svg, height };
}

/** 12345 is 12.3k. */
function shortly(words: number): string {
  if (words < 10_000) return String(Math.round(words * 10) / 10);
  if (words < 1e6) return `${(words / 1e3).toPrecision(3)}k`;
  if (words < 1e9) return `${(words / 1e6).toPrecision(3)}M`;
  return `${(words / 1e9).toPrecision(3)}G`;
}
