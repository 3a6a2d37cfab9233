import { figure } from "../../drawing/figure.ts";
import { table } from "../../drawing/table.ts";
import type { Cell } from "../../drawing/table.ts";
import type { Report, SuperstepCost } from "./report.ts";

/** More lines nobody reads. */
const MOST_LINES = 20;

const HEAD = [
  "superstep",
  "w µs",
  "h words",
  "h g µs",
  "l µs",
  "predicted µs",
  "measured µs",
  "ratio",
  "balance",
];

export function reportTable(report: Report): string {
  const { supersteps, relation, machine } = report;
  const costliest = new Set(supersteps.toSorted((a, b) => b.measured - a.measured).slice(0, MOST_LINES));
  const lines = supersteps.flatMap((superstep, i) =>
    costliest.has(superstep) ? [line(report, String(i), [superstep])] : [],
  );
  const rest = supersteps.filter((superstep) => !costliest.has(superstep));
  if (rest.length > 0) lines.push(line(report, `${rest.length} others`, rest));
  lines.push(line(report, "all", supersteps));
  const ranks = relation.length;
  const title = `Cost of ${supersteps.length} supersteps on ${ranks} rank${ranks === 1 ? "" : "s"}, with g = ${figure(machine.g)} µs a word and l = ${figure(machine.l)} µs`;
  return `${title}\n${table(HEAD, lines)}\nw: work of the rank that worked longest; h: the most words that a rank sent or received; balance: mean work / longest`;
}

function line(report: Report, name: string, supersteps: readonly SuperstepCost[]): Cell[] {
  const add = (of: (superstep: SuperstepCost) => number): number =>
    supersteps.reduce((sum, superstep) => sum + of(superstep), 0);
  const { g, l } = report.machine;
  const [work, h] = [add((each) => each.work), add((each) => each.h)];
  const [predicted, measured] = [add((each) => report.predicted(each)), add((each) => each.measured)];
  const digits = [
    name,
    figure(work),
    String(Math.round(h * 1000) / 1000),
    figure(h * g),
    figure(l * supersteps.length),
    figure(predicted),
    figure(measured),
    predicted === 0 ? "-" : (measured / predicted).toFixed(2),
    work === 0 ? "1.00" : (add((each) => each.meanWork) / work).toFixed(2),
  ];
  return digits.map((each) => ({ digits: each }));
}
