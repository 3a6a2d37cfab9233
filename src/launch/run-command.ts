import type { Command } from "commander";
import { launch } from "./launch.ts";
import type { JobOptions, LaunchOptions } from "./options.ts";
import { readPlanFile } from "./placement/plan-file.ts";
import type { HostOptions } from "./placement/placement-options.ts";
import { bareRunCommand } from "./run-options.ts";
import type { RunOptions } from "./run-options.ts";
import { programsOf } from "./run-parts.ts";

const EXAMPLES = `
Examples:
  ranks run -n 4 pi.ts                         4 ranks, each a process of this host
  ranks run -n 4 --threads pi.ts               4 ranks, all threads of one process
  ranks run -n 2 --transport zmq pi.ts         messages over ZeroMQ in place of shared memory
  ranks run -n 8 -l --timeout 60 sort.js 1000  tag each line with its rank; give up after a minute
  ranks run -H a:4,b:4 pi.ts                   4 ranks on each of two hosts, over ssh
  ranks run -n 1 farm.ts : -n 3 work.ts        two programs in one world; -n, -x and -H belong to each
  ranks run --hostfile F -n 6 --dry-run pi.ts  show which rank would run where
`;

/** `ranks run`: a program as N ranks. */
export function runCommand(): Command {
  return bareRunCommand().addHelpText("after", EXAMPLES).action(run);
}

async function run(
  program: string | undefined,
  args: readonly string[],
  options: RunOptions,
  command: Command,
): Promise<void> {
  const launchOptions = { ...programOptions(program, args, options, command), ...commonOptions(options) };
  if (options.json && !options.dryRun)
    command.error("error: --json is for --dry-run; leave out one, or give both");
  if (!options.dryRun) {
    process.exitCode = (await launch(launchOptions)).code;
    return;
  }
  const { dryRun } = await import("./dry-run.ts");
  dryRun(launchOptions, options.json ?? false);
}

/** What runs, as which ranks, on which hosts. */
function programOptions(
  program: string | undefined,
  args: readonly string[],
  { plan, np, x, host }: RunOptions,
  command: Command,
): LaunchOptions {
  const common = { env: x, ...(host && { hosts: host }) };
  if (plan !== undefined) {
    if (program !== undefined || np !== undefined)
      command.error("error: a plan says which programs run, as how many ranks; leave out -n and the program");
    return { plan: readPlanFile(plan), ...common };
  }
  if (program === undefined) command.error("error: missing required argument 'program'");
  const programs = programsOf(command, [program, ...args]);
  if (programs.length > 1) return { plan: { programs } };
  if (np === undefined && args.some((argument) => /^--?np?$/.test(argument)))
    console.error(
      "ranks: -n stands behind the program, so that the program gets it; put the options of ranks before it",
    );
  return { program, argv: args, ...(np !== undefined && { size: np }), ...common };
}

/** What is said once for the whole job. */
function commonOptions(options: RunOptions): JobOptions & HostOptions {
  const { hostfile, rankfile, mapBy, bindTo, ranksPerProcess, threads, transport } = options;
  const { rsh, iface, insecure, maxRestarts, tagOutput, outputDir, displayMap, verbose } = options;
  const { wdir, stdin, timeout, startTimeout, peerTimeout, timestamp, mergeStderr } = options;
  return {
    ...{ hostfile, rankfile, mapBy, bindTo, ranksPerProcess, threads, transport },
    ...{ rsh, iface, insecure, maxRestarts, tagOutput, outputDir, displayMap, verbose },
    ...{ timestamp, mergeStderr },
    cwd: wdir,
    stdin: stdin === "none" ? null : stdin,
    timeoutMs: milliseconds(timeout),
    startTimeoutMs: milliseconds(startTimeout),
    peerTimeoutMs: milliseconds(peerTimeout),
  };
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : 1000 * seconds;
}
