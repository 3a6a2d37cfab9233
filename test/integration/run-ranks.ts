import { readFileSync } from "node:fs";
import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { watchProcess } from "./watch-process.ts";
import type { Outcome, Watched } from "./watch-process.ts";

const root = new URL("../../../", import.meta.url);
export const cli = fileURLToPath(new URL("dist/launch/cli.js", root));
const LIMIT_MS = 30_000;

/** A program of test/integration/programs, compiled. */
export function program(name: string): string {
  return fileURLToPath(new URL(`./programs/${name}.js`, import.meta.url));
}

export type { Outcome } from "./watch-process.ts";

export interface Job extends Watched {
  readonly launcher: ChildProcessByStdio<Writable, Readable, Readable>;
}

export interface Surroundings {
  readonly stdin?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** A command that runs the one behind it. */
  readonly through?: readonly string[];
}

/** Starts `ranks` with these arguments. A job that takes too long is killed, launcher and ranks. */
export function startRanks(args: readonly string[], surroundings?: Surroundings): Job {
  return startProgram(cli, args, surroundings);
}

/** The same for a program that launches a job. */
export function startProgram(
  launching: string,
  args: readonly string[],
  surroundings: Surroundings = {},
): Job {
  const { stdin = "", env, cwd, through = [] } = surroundings;
  const [command, ...first] = [...through, process.execPath];
  const launcher = spawn(command, [...first, launching, ...args], {
    cwd: cwd ?? root,
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  launcher.stdin.on("error", () => undefined).end(stdin);
  return { launcher, ...watchProcess(launcher, LIMIT_MS, false) };
}

/** Runs `ranks` with these arguments to its end. */
export function runRanks(args: readonly string[], surroundings?: Surroundings): Promise<Outcome> {
  return startRanks(args, surroundings).outcome;
}

/** What is not the launcher's remark that there are more ranks than processors. */
export function withoutRemarks(stderr: string): string {
  return stderr.replace(/^ranks: \d+ ranks on \d+ processors.*\n/m, "");
}

/** A process that has ended, and that the system has not yet cleared away, is not alive. */
export function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}
