import type { ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Watched {
  /** Complete when this has come so many times (1) on the streams that are looked at; fails when the process ends before. */
  readonly until: (text: string, times?: number) => Promise<void>;
  readonly outcome: Promise<Outcome>;
}

/** Keeps what a process writes; one that takes too long is killed. `both`: `until` looks at standard error too. */
export function watchProcess(
  child: ChildProcessByStdio<Writable | null, Readable, Readable>,
  limitMs: number,
  both: boolean,
): Watched {
  const limit = setTimeout(() => child.kill("SIGKILL"), limitMs);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const outcome = new Promise<Outcome>((resolve) => {
    child.once("close", (code, signal) => {
      clearTimeout(limit);
      resolve({ code, signal, stdout, stderr });
    });
  });
  const until = (text: string, times = 1): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if ((both ? stdout + stderr : stdout).split(text).length > times) resolve();
      };
      for (const stream of both ? [child.stdout, child.stderr] : [child.stdout]) stream.on("data", look);
      child.once("close", () => reject(new Error(`no ${JSON.stringify(text)} in:\n${stdout}\n${stderr}`)));
      look();
    });
  return { until, outcome };
}
