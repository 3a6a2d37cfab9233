import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { until } from "./until.ts";

const PATIENCE_MS = 5000;

/** The processes that exist, without those that have ended and wait to be cleared away. */
export function processes(): number[] {
  return readdirSync("/proc").map(Number).filter(isRunning);
}

export function isRunning(pid: number): boolean {
  return /^\d+ \(.*\) [^ZX] /s.test(read(pid, "stat"));
}

/** The program and its arguments; empty when the process is gone. */
export function commandLine(pid: number): string {
  return read(pid, "cmdline").replaceAll("\0", " ").trim();
}

/** The environment that the process was started with, one variable after each NUL. */
export function environment(pid: number): string {
  return read(pid, "environ");
}

/** The directory that the process works in; empty when the process is gone. */
export function directory(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}

/** The processes that these have started, and those that they have started, and so on. */
export function descendants(pids: readonly number[]): number[] {
  const parents = processes().map(
    (pid) => [pid, Number(/\) . (\d+)/s.exec(read(pid, "stat"))?.[1])] as const,
  );
  const children = (of: readonly number[]): number[] => {
    const found = parents.filter(([, parent]) => of.includes(parent)).map(([pid]) => pid);
    return found.length === 0 ? [] : [...found, ...children(found)];
  };
  return children(pids);
}

/** The process that a pid file names, if it is there and its command line contains `program`. */
export function pidIn(file: string, program: string): number | undefined {
  let pid: number;
  try {
    pid = Number(readFileSync(file, "latin1"));
  } catch {
    return undefined;
  }
  return isRunning(pid) && commandLine(pid).includes(program) ? pid : undefined;
}

/** Asks the processes to end, and ends those that do not. */
export async function end(pids: readonly number[]): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    for (const pid of pids.filter(isRunning)) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended by itself.
      }
    }
    if (await until(() => !pids.some(isRunning), PATIENCE_MS)) return;
  }
  throw new Error(`processes ${pids.filter(isRunning).join(", ")} do not end, not even by SIGKILL`);
}

function read(pid: number, file: string): string {
  if (!Number.isSafeInteger(pid) || pid < 1) return "";
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return "";
  }
}
