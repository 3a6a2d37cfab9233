import { writeFileSync } from "node:fs";
import { spmd } from "../../index.ts";
import { measureFlop } from "../../bsp/cost/flops.ts";
import { measureLogP } from "../../bsp/cost/logp.ts";
import { typical } from "../../bsp/cost/estimate.ts";
import { measureBsp, THOROUGH } from "../../bsp/cost/measure.ts";
import { machine } from "../../info/machine.ts";
import { reportOf, tableOf } from "./bsp-report.ts";

/** What the command tells the ranks that measure. */
export interface BspSettings {
  /** For the report: what carries the messages. */
  readonly transport: string;
  readonly json: boolean;
  /** Whether to say on stderr what is being measured. */
  readonly progress: boolean;
  readonly svg?: string;
  readonly html?: string;
}

const settings = JSON.parse(process.argv[2]) as BspSettings;

await spmd(async (world) => {
  const tell = (what: string): void => {
    if (world.rank === 0 && settings.progress) process.stderr.write(`${what} ...\n`);
  };
  tell("local arithmetic");
  await world.barrier();
  const flop = (await world.gather(typical(measureFlop()))) ?? [];
  tell("messages between two ranks");
  const logP = await measureLogP(world);
  tell("total exchanges");
  const bsp = await measureBsp(world, THOROUGH);
  if (world.rank !== 0) return;
  const report = reportOf({
    ranks: world.size,
    flop,
    logP,
    bsp,
    transport: settings.transport,
    machine: machine(),
  });
  if (settings.svg !== undefined) {
    const { drawFit } = await import("./bsp-picture.ts");
    writeFileSync(settings.svg, drawFit(report));
  }
  if (settings.html !== undefined) {
    const { bspPage } = await import("./bsp-page.ts");
    writeFileSync(settings.html, bspPage(report));
  }
  console.log(settings.json ? JSON.stringify(report) : tableOf(report));
});
