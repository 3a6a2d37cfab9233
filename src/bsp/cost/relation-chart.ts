import * as Plot from "@observablehq/plot";
import { AXES, draw } from "../../drawing/draw.ts";

/** Above this the figures would not fit into their cells. */
const MOST_WITH_FIGURES = 16;
const WIDTH = 900;
export const SCALE_WIDTH = 300;
/** As many as look like a ramp. */
const SHADES = 30;

interface Cell {
  readonly from: number;
  readonly to: number;
  readonly words: number;
}

export interface RelationChart {
  readonly svg: string;
  readonly height: number;
  /** What the shades mean, where there is no room for figures. */
  readonly scale?: string;
}

/** Who has sent how much to whom, as a map of heat: a row for each sender, a column for each receiver. */
export function relationChart(relation: readonly Float64Array[]): RelationChart {
  const ranks = relation.length;
  const cells = relation.flatMap((row, from) => Array.from(row, (words, to): Cell => ({ from, to, words })));
  const most = Math.max(1, ...cells.map(({ words }) => words));
  const side = Math.max(10, Math.min(56, 560 / ranks));
  const [marginLeft, marginTop, marginBottom] = [64, 48, 12];
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
    fontSize: ranks > 12 ? 11 : 12,
  });
  const color = { type: "linear", scheme: "Blues", domain: [0, most] } as const;
  const svg = draw({
    width: WIDTH,
    height,
    style: AXES,
    marginLeft,
    marginRight,
    marginTop,
    marginBottom,
    x: { label: "to rank", axis: "top", type: "band", domain, ticks },
    y: { label: "from rank", type: "band", domain, ticks },
    color,
    marks: [
      Plot.cell(cells, {
        x: "to",
        y: "from",
        fill: "words",
        inset: 0.5,
        title: ({ from, to, words }: Cell) => `rank ${from} to rank ${to}: ${inWords(words)}`,
      }),
      ...(ranks <= MOST_WITH_FIGURES ? [text] : []),
    ],
  });
  return ranks <= MOST_WITH_FIGURES ? { svg, height } : { svg, height, scale: scaleOf(most, color) };
}

function scaleOf(most: number, color: Plot.ScaleOptions): string {
  const shades = Array.from({ length: SHADES }, (_, i) => ({
    from: (most * i) / SHADES,
    to: (most * (i + 1)) / SHADES,
  }));
  return draw({
    width: SCALE_WIDTH,
    height: 44,
    style: AXES,
    marginTop: 4,
    marginBottom: 24,
    marginLeft: 16,
    marginRight: 60,
    x: {
      domain: [0, most],
      ticks: 4,
      label: "words",
      labelAnchor: "right",
      labelArrow: "none",
      tickFormat: shortly,
    },
    color,
    marks: [Plot.rectX(shades, { x1: "from", x2: "to", fill: "to" })],
  });
}

/** Parts of words are smaller elements. */
function inWords(words: number): string {
  return `${Math.round(words * 1000) / 1000} word${words === 1 ? "" : "s"}`;
}

/** 12345 is 12.3k. */
function shortly(words: number): string {
  if (words < 10_000) return String(Math.round(words * 10) / 10);
  if (words < 1e6) return `${(words / 1e3).toPrecision(3)}k`;
  if (words < 1e9) return `${(words / 1e6).toPrecision(3)}M`;
  return `${(words / 1e9).toPrecision(3)}G`;
}
