// npm run bench:model: what collectives take on 2 to 100,000 ranks, and where today's design ends. See README.md.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { table } from "#dist/drawing/table.js";
import { limitsOf } from "./limits.ts";
import { measure } from "./measure.ts";
import { modelPage } from "./page.ts";
import { readParameters } from "./parameters.ts";
import { bounds, comparison, proposals, times } from "./report.ts";
import type { Rows } from "./report.ts";
import { scaling } from "./scaling.ts";
import { validate } from "./validate.ts";
import { verdicts } from "./verdict.ts";

const SIZES = [8, 64 * 1024];

const { values: options } = parseArgs({
  options: {
    parameters: { type: "string" },
    "ranks-per-host": { type: "string", default: "64" },
    html: { type: "string" },
    json: { type: "boolean", default: false },
    measure: { type: "string" },
    hosts: { type: "string" },
    validate: { type: "boolean", default: false },
  },
});

if (options.measure !== undefined) {
  writeFileSync(options.measure, `${JSON.stringify(measure(options.hosts), null, 2)}\n`);
} else {
  const parameters = readParameters(options.parameters ?? new URL("parameters.json", import.meta.url));
  const machine = { ...parameters, ranksPerHost: Number(options["ranks-per-host"]) };
  if (options.validate) {
    const comparisons = validate(machine);
    console.log(options.json ? JSON.stringify(comparisons) : text(comparison(comparisons)));
  } else {
    const findings = {
      scaling: SIZES.map((bytes) => scaling(machine, bytes)),
      verdicts: SIZES.flatMap((bytes) => verdicts(machine, bytes)),
      limits: limitsOf(machine),
    };
    if (options.html !== undefined) writeFileSync(options.html, modelPage(machine, findings));
    const tables = [...findings.scaling.map(times), proposals(findings.verdicts), bounds(findings.limits)];
    console.log(options.json ? JSON.stringify({ machine, ...findings }) : tables.map(text).join("\n\n"));
  }
}

function text({ head, rows }: Rows): string {
  return table(head, rows);
}
