import { existsSync, statSync } from "node:fs";
import { isIP } from "node:net";
import path from "node:path";
import type { Writable } from "node:stream";
import { TRANSPORTS } from "../job/specification.ts";
import type { TransportName } from "../job/specification.ts";
import type { PlacementOptions } from "./placement/placement-options.ts";
import { usage } from "./usage.ts";

/** What runs and where; and how. */
export type LaunchOptions = PlacementOptions & JobOptions;

/** How a job runs. */
export interface JobOptions {
  /** What carries the messages. The default, `auto`, takes the fastest that is there. */
  readonly transport?: TransportName;
  /** Variables to set for the ranks, beside all that this process has. */
  readonly env?: Readonly<Record<string, string>>;
  /** The ranks' working directory, the same on all hosts; this process' own by default. */
  readonly cwd?: string;
  /** The rank that reads this process' standard input; the others, and by default all, find theirs empty. */
  readonly stdin?: number | null;
  /** Begin each line of output with its rank: `[3] line`. */
  readonly tagOutput?: boolean;
  /** Begin each line of output, before its rank, with the time at which the launcher got it: ISO 8601, local, to the millisecond. */
  readonly timestamp?: boolean;
  /** The ranks' standard error goes where their standard output goes, in the order of the writes. */
  readonly mergeStderr?: boolean;
  /** Write the output to `rank.N.out` and `rank.N.err` (merged: only the first) in this directory, and not to `stdout` and `stderr`. It is made when missing. */
  readonly outputDir?: string;
  /**
   * The command that starts another command on a host, `["ssh"]` by default. The host's name and the command are added; where a
   * word is `{host}`, the name stands there.
   */
  readonly rsh?: readonly string[];
  /**
   * Where the sockets of a job on several hosts listen: the name of an interface, an address, or a network such as `10.0.0.0/8`,
   * that each host has. By default the address at which ssh reached the host.
   */
  readonly iface?: string;
  /** Between hosts: no encryption, and no proof of who connects. For a network that only trusted people are on. */
  readonly insecure?: boolean;
  /** All hosts are up and all ranks have joined within so many milliseconds, or the job ends; 30,000 by default. */
  readonly startTimeoutMs?: number;
  /** A host or process that has been silent for so many milliseconds is lost; 10,000 by default. */
  readonly peerTimeoutMs?: number;
  /** Start a job that has failed again, up to so many times; 0 by default. RANKS_RESTART_COUNT tells the program which time it is. */
  readonly maxRestarts?: number;
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

/** Everything that can be known to be wrong before anything is read or started, but for what it takes a placement to know. */
export function checkOptions(options: LaunchOptions): void {
  const { size, threads = false, transport = "auto", timeoutMs, startTimeoutMs, peerTimeoutMs } = options;
  if (size !== undefined && !(Number.isSafeInteger(size) && size >= 1))
    usage(`a job has 1 rank or more, not ${size}; give a whole number`);
  if (!TRANSPORTS.includes(transport))
    usage(`there is no transport "${transport}"; take one of ${TRANSPORTS.join(", ")}`);
  if (threads && transport !== "auto" && transport !== "threads")
    usage(`threads of one process do not talk over ${transport}; leave out the transport, or the threads`);
  if (!threads && transport === "threads")
    usage(`the transport "threads" is for ranks that are threads; ask for threads too`);
  checkTime(timeoutMs, "a job cannot time out after");
  checkTime(startTimeoutMs, "hosts cannot be waited for during");
  checkTime(peerTimeoutMs, "a peer cannot be lost after");
  checkDirectories(options);
  checkNetwork(options);
}

function checkTime(ms: number | undefined, what: string): void {
  if (ms !== undefined && !(ms > 0 && ms < 2 ** 31))
    usage(`${what} ${ms} ms; give more than 0 and less than 24 days`);
}

function checkDirectories({ cwd, outputDir, hosts, hostfile, rankfile, plan }: LaunchOptions): void {
  const local = (hosts ?? hostfile ?? rankfile ?? plan) === undefined;
  if (local && cwd !== undefined && !isDirectory(cwd))
    usage(`the working directory ${cwd} does not exist; make it, or name another`);
  if (outputDir !== undefined && existsSync(path.resolve(outputDir)) && !isDirectory(outputDir))
    usage(`${outputDir} is not a directory; name one for the output`);
}

function checkNetwork({ rsh, iface, maxRestarts = 0 }: LaunchOptions): void {
  if (rsh !== undefined && (rsh[0] ?? "") === "")
    usage("the command for other hosts is empty; give one, such as ssh -p 2222");
  if (iface?.includes("/") ? !isNetwork(iface) : iface?.trim() === "")
    usage(`"${iface}" is no network; give the name of an interface, an address, or such as 10.0.0.0/8`);
  if (!(Number.isSafeInteger(maxRestarts) && maxRestarts >= 0))
    usage(`a job cannot be started again ${maxRestarts} times; give a whole number, 0 or more`);
}

function isNetwork(text: string): boolean {
  const [address, prefix, ...rest] = text.split("/");
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return rest.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits;
}

function isDirectory(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
