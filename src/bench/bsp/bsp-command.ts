import path from "node:path";
import { Command, Option } from "commander";
import { TRANSPORTS } from "../../job/specification.ts";
import type { TransportName } from "../../job/specification.ts";
import { launch } from "../../launch/launch.ts";
import { positive } from "../positive.ts";
import { transportOf } from "../transport-of.ts";
import type { BspSettings } from "./bsp-program.ts";

interface Options {
  readonly n: number;
  readonly transport: TransportName;
  readonly threads?: boolean;
  readonly json?: boolean;
  readonly svg?: string;
  readonly html?: string;
}

export function bspCommand(): Command {
  return new Command("bsp")
    .description("what a superstep costs: p, r, g and l, and LogP's L, o and g")
    .option("-n <ranks>", "number of ranks", positive, 4)
    .addOption(
      new Option("--transport <name>", "what carries the messages").choices(TRANSPORTS).default("auto"),
    )
    .option("--threads", "ranks are threads of one process")
    .option("--json", "one JSON object in place of the table")
    .option("--svg <file>", "draw the measured supersteps and the line, too")
    .option("--html <file>", "the same on a page with all figures")
    .action(measure);
}

async function measure({ n, transport, threads, json = false, svg, html }: Options): Promise<void> {
  const asThreads = threads ?? transport === "threads";
  const settings: BspSettings = {
    transport: transportOf({ transport, threads: asThreads }),
    json,
    progress: process.stderr.isTTY,
    ...(svg !== undefined && { svg: path.resolve(svg) }),
    ...(html !== undefined && { html: path.resolve(html) }),
  };
  const { code } = await launch({
    size: n,
    program: new URL("./bsp-program.js", import.meta.url),
    argv: [JSON.stringify(settings)],
    threads: asThreads,
    transport,
  });
  process.exitCode = code;
}
