import { figure } from "../../dist/drawing/figure.js";
import { speedTables } from "./speed-table.mjs";

/** Every table, first those of the figures that matter: `{ title, head, rows }`, of cells for src/drawing/table.ts. */
export function tablesOf(contests, names, figures) {
  return [
    ...speedTables(contests, figures).map(speedTable),
    ...contests.flatMap((contest) => contestTable(contest, names, figures)),
  ];
}

function speedTable({ title, peers, lines }) {
  return {
    title,
    head: ["", "ranks", "", "unit", ...peers.flatMap((peer) => [peer, "ratio", "from", "to"])],
    rows: lines.map(({ what, ours, unit, figure, theirs }) => [
      ...[what, ours, cell(figure?.median), unit],
      ...theirs.flatMap(({ figure, ratio }) => [
        cell(figure?.median),
        ...[ratio?.median, ratio?.low, ratio?.high].map(cell),
      ]),
    ]),
  };
}

/** A column for each contestant that took part. */
function contestTable({ title, unit, rows, ...contest }, names, figures) {
  const at = (row, name) => figures.of({ ...contest, rows }, row, name);
  const columns = names.filter((name) => rows.some((row) => at(row, name) !== undefined));
  if (columns.length === 0) return [];
  return [
    {
      title: `${title}, ${unit}`,
      head: ["", ...columns],
      rows: rows.map((row) => [row.label, ...columns.map((name) => cell(at(row, name)?.median))]),
    },
  ];
}

function cell(value) {
  return { digits: value === undefined ? "-" : figure(value) };
}
