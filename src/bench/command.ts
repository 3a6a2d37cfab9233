import { Command, InvalidArgumentError, Option } from "commander";
import { launch } from "../launch/launch.ts";
import { native } from "../memory/native.ts";
import { TRANSPORTS } from "../job/specification.ts";
import type { TransportName } from "../job/specification.ts";
import { bspCommand } from "./bsp/bsp-command.ts";
import type { Settings } from "./settings.ts";
import { parseSizes, USUAL_SIZES } from "./sizes.ts";

/** `ranks bench`: what messages cost on this machine. */
export function benchCommand(): Command {
  const bench = new Command("bench").description("measure what messages cost on this machine");
  bench.addCommand(
    measuring("latency", "half the round trip of messages between 2 ranks, as osu_latency does")
      .option("--sizes <list>", "message sizes, such as 1,8,1k,4M (default: 1 to 4M)", sizes)
      .action((options: Options) => measureOn(2, "latency", options)),
  );
  bench.addCommand(
    measuring("bandwidth", "megabytes a second from one rank to another, 64 messages at once, as osu_bw does")
      .option("--sizes <list>", "message sizes, such as 1,8,1k,4M (default: 1 to 4M)", sizes)
      .action((options: Options) => measureOn(2, "bandwidth", options)),
  );
  bench.addCommand(
    measuring("collectives", "time of barrier, allreduce and bcast, on the slowest rank")
      .option("-n <ranks>", "number of ranks", positive, 4)
      .action((options: Options & { n: number }) => measureOn(options.n, "collectives", options)),
  );
  bench.addCommand(bspCommand());
  return bench;
}

interface Options {
  readonly transport: TransportName;
  readonly threads?: true;
  readonly await?: true;
  readonly sizes?: readonly number[];
  readonly iterations?: number;
  readonly json?: true;
}

function measuring(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(
      new Option("--transport <name>", "what carries the messages").choices(TRANSPORTS).default("auto"),
    )
    .option("--threads", "ranks are threads of one process")
    .option("--await", "finish operations with await; otherwise they block with wait()")
    .option("--iterations <n>", "samples for each size (default: up to 200, in about 2 s)", positive)
    .option("--json", "one JSON object in place of the table");
}

async function measureOn(ranks: number, program: string, options: Options): Promise<void> {
  const threads = options.threads ?? options.transport === "threads";
  const json = options.json ?? false;
  const settings: Settings = {
    sizes: options.sizes ?? USUAL_SIZES,
    awaiting: options.await ?? false,
    transport: options.transport === "auto" ? automatic(threads) : options.transport,
    json,
    progress: json && process.stderr.isTTY,
    ...(options.iterations !== undefined && { samples: options.iterations }),
  };
  const { code } = await launch({
    size: ranks,
    program: new URL(`./${program}.js`, import.meta.url),
    argv: [JSON.stringify(settings)],
    threads,
    transport: options.transport,
  });
  process.exitCode = code;
}

/** What "auto" comes to between ranks of one host. */
function automatic(threads: boolean): TransportName {
  if (threads) return "threads";
  return native === undefined ? "ipc" : "shm";
}

function sizes(text: string): number[] {
  const parsed = parseSizes(text);
  if (parsed === undefined) throw new InvalidArgumentError("Give sizes from 1 to 1G, such as 1,8,1k,4M.");
  return parsed;
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError("Give a whole number above 0.");
  return number;
}
