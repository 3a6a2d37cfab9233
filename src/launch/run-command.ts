import { Command, InvalidArgumentError, Option } from "commander";
import { TRANSPORTS } from "../job/specification.ts";
import type { TransportName } from "../job/specification.ts";
import { launch } from "./launch.ts";

const EXAMPLES = `
Examples:
  ranks run -n 4 pi.ts                         4 ranks, each a process of this host
  ranks run -n 4 --threads pi.ts               4 ranks, all threads of one process
  ranks run -n 2 --transport zmq pi.ts         messages over ZeroMQ in place of shared memory
  ranks run -n 8 -l --timeout 60 sort.js 1000  tag each line with its rank; give up after a minute
`;

interface Options {
  readonly np: number;
  readonly threads?: true;
  readonly transport: TransportName;
  readonly x: Readonly<Record<string, string>>;
  readonly wdir?: string;
  readonly tagOutput?: true;
  readonly outputDir?: string;
  readonly timeout?: number;
  readonly stdin: number | "none";
  readonly displayMap?: true;
  readonly verbose?: true;
}

/** `ranks run`: a program as N ranks. */
export function runCommand(): Command {
  return new Command("run")
    .description("run a program as N ranks on this host")
    .argument("<program>", "JavaScript, or TypeScript where Node or an installed tsx runs it")
    .argument("[args...]", "for the program, options included")
    .passThroughOptions()
    .option("-n, --np <ranks>", "number of ranks; -np works too", wholeNumber, 1)
    .option("--threads", "ranks are threads of one process; otherwise each is a process")
    .addOption(
      new Option("--transport <name>", "what carries the messages").choices(TRANSPORTS).default("auto"),
    )
    .option("-x <name[=value]>", "set an environment variable for the ranks; may be repeated", variable, {})
    .option("--wdir <directory>", "working directory of the ranks")
    .option("-l, --tag-output", "begin each line of output with [rank]")
    .option(
      "--output-dir <directory>",
      "write output to rank.N.out and rank.N.err there, not to the terminal",
    )
    .option("--timeout <seconds>", "end the job after so long, with exit code 124", seconds)
    .option("--stdin <rank|none>", "the rank that reads the standard input", reader, 0)
    .option("--display-map", "show which rank runs where")
    .option("--verbose", "tell what is started, and when it ended")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

/** Users of mpirun type `-np 4`, which is `-n p` to the parser. Only for options before the program. */
export function withLongNp(args: readonly string[]): string[] {
  const options = runCommand().options;
  const changed = [...args];
  for (let i = 1; changed[0] === "run" && changed[i]?.startsWith("-") && changed[i] !== "--"; i++) {
    if (changed[i] === "-np") changed[i] = "--np";
    if (options.find((option) => [option.short, option.long].includes(changed[i]))?.required) i++;
  }
  return changed;
}

async function run(program: string, argv: string[], options: Options): Promise<void> {
  const { np, x, wdir, timeout, transport, stdin, tagOutput, outputDir, displayMap, verbose, threads } =
    options;
  if (np === 1 && argv.some((argument) => /^--?np?$/.test(argument)))
    console.error(
      "ranks: -n stands behind the program, so that the program gets it; put the options of ranks before it",
    );
  const { code } = await launch({
    size: np,
    program,
    argv,
    transport,
    env: x,
    stdin: stdin === "none" ? null : stdin,
    ...(threads && { threads }),
    ...(wdir !== undefined && { cwd: wdir }),
    ...(tagOutput && { tagOutput }),
    ...(outputDir !== undefined && { outputDir }),
    ...(timeout !== undefined && { timeoutMs: 1000 * timeout }),
    ...(displayMap && { displayMap }),
    ...(verbose && { verbose }),
  });
  process.exitCode = code;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 1) throw new InvalidArgumentError("Give a whole number above 0.");
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

/** `-x NAME` alone changes nothing on one host, where ranks inherit all variables. */
function variable(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const [name] = text.split("=", 1);
  if (name === "") throw new InvalidArgumentError("Give NAME=value.");
  return text === name ? { ...before } : { ...before, [name]: text.slice(name.length + 1) };
}
