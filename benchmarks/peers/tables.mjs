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
    head: ["", "ranks", "", ...peers.flatMap((peer) => [peer, "ratio"])],
    rows: lines.map(({ what, ours, unit, figure, theirs }) => [
      ...[`${what}, ${unit}`, ours, cell(figure)],
      ...theirs.flatMap(({ figure, ratio }) => [cell(figure), ratioCell(ratio)]),
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
      rows: rows.map((row) => [row.label, ...columns.map((name) => cell(at(row, name)))]),
    },
  ];
}

function cell(spread) {
  return { digits: spread === undefined ? "-" : figure(spread.median) };
}

/** With the least and the greatest, where there was more than one round. */
function ratioCell(ratio) {
  if (ratio === undefined || ratio.low === ratio.high) return cell(ratio);
  return { digits: `${figure(ratio.median)} (${figure(ratio.low)}–${figure(ratio.high)})` };
}
