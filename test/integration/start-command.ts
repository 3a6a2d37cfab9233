import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { watchProcess } from "./watch-process.ts";
import type { Watched } from "./watch-process.ts";

/** The longest that a test waits for a command. */
const LIMIT_MS = 60_000;

export interface Started extends Watched {
  readonly process: ChildProcess;
}

/** Starts a command, which leads a group of its own as what an engine starts does. */
export function startCommand([command, ...args]: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  return { process: child, ...watchProcess(child, LIMIT_MS, true) };
}
