import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Outcome } from "./run-ranks.ts";

/** The longest that a test waits for a command. */
const LIMIT_MS = 60_000;

export interface Started {
  readonly process: ChildProcess;
  /** Complete when this has come so many times (1) on its standard output or error; fails when it ends before. */
  readonly until: (text: string, times?: number) => Promise<void>;
  readonly outcome: Promise<Outcome>;
}

/** Starts a command, which leads a group of its own as what an engine starts does. One that takes too long is killed. */
export function startCommand([command, ...args]: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const limit = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
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
        if ((stdout + stderr).split(text).length > times) resolve();
      };
      child.stdout.on("data", look);
      child.stderr.on("data", look);
      child.once("close", () => reject(new Error(`no ${JSON.stringify(text)} in:\n${stdout}\n${stderr}`)));
      look();
    });
  return { process: child, until, outcome };
}
