// What the examples in supersteps have in common: with `--cost` they tell what each superstep was predicted to cost and took,
// with `--svg FILE` and `--html FILE` they draw it.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { BspOptions, Report } from "ranks/bsp";

export interface Costs {
  /** For bsp() and supersteps(). */
  readonly options: BspOptions;
  /** Collective: prints and draws what was asked for, on rank 0. */
  print(steps: { report(): Promise<Report | undefined> }): Promise<void>;
}

export function costOptions(): Costs {
  const { values } = parseArgs({
    options: { cost: { type: "boolean" }, svg: { type: "string" }, html: { type: "string" } },
    strict: false,
    allowPositionals: true,
  });
  const { cost, svg, html } = values as { cost?: boolean; svg?: string; html?: string };
  const profile = cost === true || svg !== undefined || html !== undefined;
  return {
    options: { profile },
    async print(steps) {
      if (!profile) return;
      const report = await steps.report();
      if (report === undefined) return;
      if (cost === true) console.log(report.toString());
      if (svg !== undefined) writeFileSync(svg, await report.svg());
      if (html !== undefined) writeFileSync(html, await report.html());
    },
  };
}
