import { curves } from "../../dist/bench/html/curves.js";
import { formatSize } from "../../dist/bench/sizes.js";
import { figure } from "../../dist/drawing/figure.js";
import { escape, page } from "../../dist/drawing/page.js";

const CHARTS = [
  { contest: "latency", heading: "Latency", y: "half round trip, µs" },
  { contest: "bandwidth", heading: "Bandwidth", y: "MB/s, 64 messages at once" },
];

/** One page that needs nothing else: curves of all contestants in one chart, and every table. */
export function pageOf({ contests, names, figures, tables, words }) {
  const charts = CHARTS.flatMap((chart) => {
    const contest = contests.find(({ name }) => name === chart.contest);
    const points = contest === undefined ? [] : pointsOf(contest, names, figures);
    if (points.length === 0) return [];
    const body = curves(points, { x: "message size", y: chart.y, bytes: true });
    return [{ heading: chart.heading, words: HOVER, body }];
  });
  const figuresThen = tables.map((table) => ({ heading: table.title, words: "", body: htmlTable(table) }));
  return page("ranks beside its peers", words, [...charts, ...figuresThen]);
}

const HOVER =
  "Medians over the rounds; the band reaches from the least to the greatest. Hover over a point for its figures.";

function pointsOf(contest, names, figures) {
  return names.flatMap((series) =>
    contest.rows.flatMap((row) => {
      const found = figures.of(contest, row, series);
      if (found === undefined) return [];
      const { median, low, high } = found;
      const title = `${series}, ${formatSize(row.size)}\n${figure(median)} ${contest.unit}, rounds from ${figure(low)} to ${figure(high)}`;
      return [{ series, x: row.size, y: median, low, high, title }];
    }),
  );
}

function htmlTable({ head, rows }) {
  const line = (tag, cells) =>
    `<tr>${cells.map((cell) => `<${tag}>${escape(cell.digits ?? cell)}</${tag}>`).join("")}</tr>`;
  const lines = [line("th", head), ...rows.map((row) => line("td", row))].join("\n");
  return `<div style="overflow-x:auto"><table style="white-space:nowrap;font-size:0.85rem">${lines}</table></div>`;
}
