import { Command, InvalidArgumentError, Option } from "commander";
import { TRANSPORTS } from "../job/specification.ts";
import type { TransportName } from "../job/specification.ts";
import { splitHostList } from "../launch/placement/host-list.ts";
import { bspCommand } from "./bsp/bsp-command.ts";
import { ENTRIES } from "./list.ts";
import type { Entry } from "./list.ts";
import type { MeasurePlan, Where } from "./measure-plan.ts";
import { positive } from "./positive.ts";
import { parseSizes } from "./sizes.ts";

const REPETITIONS = 3;

/** `ranks bench`: what messages cost on this machine. */
export function benchCommand(): Command {
  const command = new Command("bench").description("measure what messages cost on this machine");
  for (const entry of ENTRIES) command.addCommand(commandOf(entry));
  command.addCommand(bspCommand());
  const together = ENTRIES.filter(({ apart }) => !apart);
  command.addCommand(
    withOptions(new Command("all"), forMessages)
      .description("all of these but scale and bsp, with fewer sizes and less time for each: some minutes")
      .option("-n <ranks>", "number of ranks, where a benchmark is not for 2", positive, 2)
      .action((options: Options) => measure("all", together, options)),
  );
  return command;
}

interface Options {
  readonly n?: number;
  readonly transport: TransportName;
  readonly threads?: true;
  readonly hosts?: readonly string[];
  readonly hostfile?: string;
  readonly await?: true;
  readonly check?: true;
  readonly sizes?: readonly number[];
  readonly operations?: readonly string[];
  readonly iterations?: number;
  readonly repetitions?: number;
  readonly json?: true;
  readonly csv?: true;
  readonly html?: string;
  readonly compare?: string;
}

function commandOf(entry: Entry): Command {
  const command = new Command(entry.name).description(entry.description);
  withOptions(command, entry.jobs ? forJobs : forMessages);
  if (!entry.pair) command.option("-n <ranks>", "number of ranks", positive, entry.ranks);
  if (!entry.unsized) command.option("--sizes <list>", "sizes in bytes, such as 1,8,1k,4M", sizes);
  if (entry.name === "collectives")
    command.option("--operations <list>", "only these, such as bcast,allreduce", words);
  return command.action((options: Options) => measure(entry.name, [entry], options));
}

/** Where it is measured, what exactly, and what becomes of it. */
function withOptions(command: Command, what: (command: Command) => Command): Command {
  command
    .addOption(
      new Option("--transport <name>", "what carries the messages").choices(TRANSPORTS).default("auto"),
    )
    .option("--threads", "ranks are threads of one process on each host")
    .option("--hosts <list>", "on these hosts, in turn, such as a,b:4", splitHostList)
    .option("--hostfile <file>", "on the hosts of this file, in turn");
  return what(command)
    .addOption(new Option("--json", "one JSON object in place of tables").conflicts("csv"))
    .option("--csv", "comma-separated values in place of tables")
    .option("--html <file>", "write a page with curves, too")
    .option("--compare <file>", "tell what differs from this --json report by more than the noise");
}

function forMessages(command: Command): Command {
  return command
    .option("--await", "finish operations with await; otherwise they block with wait()")
    .option("--check", "verify the data: every rank stamps what it sends")
    .option(
      "--iterations <n>",
      "samples in each repetition (default: as many as fit into the time)",
      positive,
    )
    .option(
      "--repetitions <n>",
      `how often each is measured; ± is how far they lie apart (default: ${REPETITIONS})`,
      positive,
    );
}

function forJobs(command: Command): Command {
  return command.option("--iterations <n>", "jobs that are started", positive);
}

async function measure(name: string, entries: readonly Entry[], options: Options): Promise<void> {
  // What only measuring takes need not be loaded by other commands.
  const { bench } = await import("./bench.ts");
  const { json = false, csv = false, html, compare } = options;
  await bench(name, entries, planOf(name === "all", options), {
    ...{ json, csv },
    ...(html !== undefined && { html }),
    ...(compare !== undefined && { compare }),
  });
}

function planOf(summary: boolean, options: Options): MeasurePlan {
  const { n, sizes, operations, iterations, await: awaiting = false, check = false } = options;
  const { repetitions = REPETITIONS } = options;
  return {
    ...(n !== undefined && { ranks: n }),
    ...(sizes && { sizes }),
    ...(operations && { operations }),
    ...(iterations !== undefined && { samples: iterations }),
    ...{ awaiting, check, repetitions, summary, where: whereOf(options) },
  };
}

/** Between hosts ranks go round, so that the two of a pair are on different ones. */
function whereOf({ transport, threads, hosts, hostfile }: Options): Where {
  const others = (hosts ?? hostfile) !== undefined;
  return {
    transport,
    threads: threads ?? transport === "threads",
    ...(hosts && { hosts }),
    ...(hostfile !== undefined && { hostfile }),
    ...(others && { mapBy: "node" as const }),
  };
}

function sizes(text: string): number[] {
  const parsed = parseSizes(text);
  if (parsed === undefined) throw new InvalidArgumentError("Give sizes from 1 to 1G, such as 1,8,1k,4M.");
  return parsed;
}

function words(text: string): string[] {
  return text.split(",").map((word) => word.trim());
}
