import { Command, InvalidArgumentError, Option } from "commander";
import { TRANSPORTS } from "../job/specification.ts";
import type { TransportName } from "../job/specification.ts";
import { parseHosts, splitHostList } from "./placement/host-list.ts";
import { parseBindTo, parseMapBy } from "./placement/map-by.ts";
import type { BindTo, MapBy } from "./placement/plan.ts";
import { shellWords } from "./shell-words.ts";

/** What stands before a program on the command line. */
export interface RunOptions {
  readonly np?: number;
  readonly host?: readonly string[];
  readonly hostfile?: string;
  readonly mapBy?: MapBy;
  readonly rankfile?: string;
  readonly bindTo?: BindTo;
  readonly ranksPerProcess?: number;
  readonly threads?: true;
  readonly plan?: string;
  readonly dryRun?: true;
  readonly json?: true;
  readonly transport: TransportName;
  readonly x: Readonly<Record<string, string>>;
  readonly wdir?: string;
  readonly rsh?: readonly string[];
  readonly iface?: string;
  readonly startTimeout?: number;
  readonly peerTimeout?: number;
  readonly insecure?: true;
  readonly maxRestarts?: number;
  readonly tagOutput?: true;
  readonly timestamp?: true;
  readonly mergeStderr?: true;
  readonly outputDir?: string;
  readonly timeout?: number;
  readonly stdin: number | "none";
  readonly displayMap?: true;
  readonly verbose?: true;
}

/** Options that each part of a job of several programs has for itself. */
export const OWN_OPTIONS: readonly (keyof RunOptions)[] = ["np", "x", "host"];

/** `run` with its options and arguments, and nothing that it does. */
export function bareRunCommand(): Command {
  return new Command("run")
    .description("run a program as N ranks, on this host or on others")
    .usage("[options] <program> [args...] [: [options] <program> [args...]]...")
    .argument("[program]", "JavaScript, or TypeScript where Node or an installed tsx runs it")
    .argument("[args...]", "for the program, options included")
    .passThroughOptions()
    .optionsGroup("Ranks:")
    .option(
      "-n, --np <ranks>",
      "number of ranks; -np works too (default: one for each slot of the hosts named, otherwise 1)",
      wholeNumber,
    )
    .option("-x <name[=value]>", "set an environment variable for the ranks; may be repeated", variable, {})
    .option("--wdir <directory>", "working directory of the ranks, on all hosts")
    .option("--threads", "ranks are threads of one process on each host; otherwise each is a process")
    .option("--ranks-per-process <k>", "up to k ranks of a host are threads of one process", wholeNumber)
    .addOption(
      new Option("--transport <name>", "what carries the messages").choices(TRANSPORTS).default("auto"),
    )
    .optionsGroup("Hosts:")
    .option("-H, --host <list>", "run on these hosts, such as a,b:4,user@c,[::1]:2", hostList)
    .option("--hostfile <file>", "a host on each line: a, a slots=4, a:4; # begins a comment")
    .option("--map-by <how>", "fill hosts by slot (default), go round by node, or ppr:N:node", parseMapBy)
    .option("--rankfile <file>", "ranks with places of their own: rank 0=a slot=0-1")
    .option(
      "--bind-to <what>",
      "each process keeps to as many processors as it has ranks: none or core",
      parseBindTo,
    )
    .option("--plan <file>", "programs, numbers of ranks and hosts from a JSON file")
    .option("--dry-run", "show which rank would run where, and start nothing")
    .option("--json", "with --dry-run: as one JSON object")
    .option("--rsh <command>", "starts a command on a host (default: ssh)", shellWords)
    .option("--iface <name|address|cidr>", "where hosts listen for each other")
    .option("--insecure", "no encryption between hosts")
    .option("--start-timeout <seconds>", "all hosts are there within so long (default: 30)", seconds)
    .option("--peer-timeout <seconds>", "a host or process silent for so long is lost (default: 10)", seconds)
    .optionsGroup("Output:")
    .option("-l, --tag-output", "begin each line of output with [rank]")
    .option("--timestamp", "begin each line of output with the time of its arrival")
    .option("--merge-stderr", "write the ranks' errors where their output goes")
    .option(
      "--output-dir <directory>",
      "write output to rank.N.out and rank.N.err there, not to the terminal",
    )
    .option("--stdin <rank|none>", "the rank that reads the standard input", reader, 0)
    .option("--display-map", "show which rank runs where")
    .option("--verbose", "tell what is started, and when it ended")
    .optionsGroup("End:")
    .option("--timeout <seconds>", "end the job after so long, with exit code 124", seconds)
    .option("--max-restarts <n>", "start a failed job again, up to n times", count);
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 1) throw new InvalidArgumentError("Give a whole number above 0.");
  return Number(text);
}

function count(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Give a whole number.");
  return Number(text);
}

function seconds(text: string): number {
  if (!(Number(text) > 0)) throw new InvalidArgumentError("Give a number of seconds above 0.");
  return Number(text);
}

function reader(text: string): number | "none" {
  if (text === "none") return text;
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Give a rank, or none.");
  return Number(text);
}

/** As words: what they mean depends on what else is said of hosts. */
function hostList(text: string, before: readonly string[] = []): string[] {
  const words = splitHostList(text);
  parseHosts(words);
  return [...before, ...words];
}

/** `-x NAME` alone takes the value from here, for ranks on other hosts do not inherit it. */
function variable(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const [name] = text.split("=", 1);
  if (name === "") throw new InvalidArgumentError("Give NAME=value.");
  const value = text === name ? process.env[name] : text.slice(name.length + 1);
  return value === undefined ? { ...before } : { ...before, [name]: value };
}
