import { existsSync, statSync } from "node:fs";
import path from "node:path";
import type { Writable } from "node:stream";
import { RanksError } from "../errors.ts";
import { TRANSPORTS } from "../job/specification.ts";
import type { Host } from "./placement/placement.ts";
import type { TransportName } from "../job/specification.ts";

export interface LaunchOptions {
  /** How many ranks, 1 or more. */
  readonly size: number;
  /** The program that every rank runs: JavaScript, or TypeScript where Node or tsx can run it. A string is a path, relative to `cwd`. */
  readonly program: URL | string;
  /** The program's arguments, the same for all ranks. */
  readonly argv?: readonly string[];
  /** Ranks are threads of one process; otherwise each is a process. */
  readonly threads?: boolean;
  readonly hosts?: readonly Host[];
  readonly rsh?: readonly string[];
  readonly iface?: string;
  readonly insecure?: boolean;
  readonly startTimeoutMs?: number;
  readonly peerTimeoutMs?: number;
  readonly maxRestarts?: number;
  /** What carries the messages. The default, `auto`, takes the fastest that is there. */
  readonly transport?: TransportName;
  /** Variables to set for the ranks, beside all that this process has. */
  readonly env?: Readonly<Record<string, string>>;
  /** The ranks' working directory; this process' own by default. */
  readonly cwd?: string;
  /** The rank that reads this process' standard input; the others, and by default all, find theirs empty. */
  readonly stdin?: number | null;
  /** Begin each line of output with its rank: `[3] line`. */
  readonly tagOutput?: boolean;
  /** Write the output to `rank.N.out` and `rank.N.err` in this directory, and not to `stdout` and `stderr`. It is made when missing. */
  readonly outputDir?: string;
  /** End the job after so many milliseconds; its code is then 124. */
  readonly timeoutMs?: number;
  /** Say on `stderr` which rank runs where. */
  readonly displayMap?: boolean;
  /** Say on `stderr` what is started, and when it ended. */
  readonly verbose?: boolean;
  /** Where whole lines of the ranks' output go; this process' own by default. */
  readonly stdout?: Writable;
  /** Where whole lines of the ranks' errors go, and what the launcher itself has to say; this process' own by default. */
  readonly stderr?: Writable;
}

/** Rank numbers travel in 16 bits. */
const LARGEST_WORLD = 65_535;

/** Everything that can be known to be wrong before anything starts. */
export function checkOptions(options: LaunchOptions): void {
  const { size, threads = false, transport = "auto", cwd, stdin = null, timeoutMs, outputDir } = options;
  if (!Number.isSafeInteger(size) || size < 1)
    usage(`a job has 1 rank or more, not ${size}; give a whole number`);
  if (size > LARGEST_WORLD) usage(`a job has at most ${LARGEST_WORLD} ranks, not ${size}; give fewer`);
  if (!TRANSPORTS.includes(transport))
    usage(`there is no transport "${transport}"; take one of ${TRANSPORTS.join(", ")}`);
  if (threads && transport !== "auto" && transport !== "threads")
    usage(`threads of one process do not talk over ${transport}; leave out the transport, or the threads`);
  if (!threads && transport === "threads")
    usage(`the transport "threads" is for ranks that are threads; ask for threads too`);
  if (stdin !== null && !(Number.isSafeInteger(stdin) && stdin >= 0 && stdin < size))
    usage(`rank ${stdin} cannot read the standard input; the job has ranks 0 to ${size - 1}`);
  if (timeoutMs !== undefined && !(timeoutMs > 0 && timeoutMs < 2 ** 31))
    usage(`a job cannot time out after ${timeoutMs} ms; give more than 0 and less than 24 days`);
  if (cwd !== undefined && !isDirectory(cwd))
    usage(`the working directory ${cwd} does not exist; make it, or name another`);
  if (outputDir !== undefined && existsSync(path.resolve(outputDir)) && !isDirectory(outputDir))
    usage(`${outputDir} is not a directory; name one for the output`);
}

function isDirectory(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function usage(message: string): never {
  throw new RanksError("ERR_RANKS_USAGE", message);
}
