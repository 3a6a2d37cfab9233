import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import type { Outcome } from "./run-ranks.ts";

const LIMIT_MS = 30_000;

/** A process that is to join a job. */
export interface Joiner {
  readonly process: ChildProcess;
  /** Complete when this has come on its standard output or error; fails when it ends before. */
  readonly until: (text: string) => Promise<void>;
  readonly outcome: Promise<Outcome>;
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** What torchrun would tell the ranks of a job. They share a secret, too. */
export function surroundings(rank: number, size: number, port: number): NodeJS.ProcessEnv {
  return {
    RANK: String(rank),
    WORLD_SIZE: String(size),
    MASTER_ADDR: "127.0.0.1",
    MASTER_PORT: String(port),
    RANKS_SECRET: "a secret of the tests of this package",
  };
}

/** Starts a program as nobody's rank, but for what its environment says. One that takes too long is killed. */
export function startProcess(file: string, argv: readonly string[], env: NodeJS.ProcessEnv): Joiner {
  // Leads a group of its own, as a process that an engine starts does.
  const child = spawn(process.execPath, [file, ...argv], {
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
  const until = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (stdout.includes(text) || stderr.includes(text)) resolve();
      };
      child.stdout.on("data", look);
      child.stderr.on("data", look);
      child.once("close", () => reject(new Error(`no ${JSON.stringify(text)} in:\n${stdout}\n${stderr}`)));
      look();
    });
  return { process: child, until, outcome };
}

export interface JobByHand {
  readonly file: string;
  readonly argv?: readonly string[];
  readonly size: number;
  /** More for the environment of a rank. */
  readonly env?: (rank: number) => NodeJS.ProcessEnv;
}

/** Starts all ranks of a job. */
export async function startByHand({ file, argv = [], size, env = () => ({}) }: JobByHand): Promise<Joiner[]> {
  const port = await freePort();
  return Array.from({ length: size }, (_, rank) =>
    startProcess(file, argv, { ...surroundings(rank, size, port), ...env(rank) }),
  );
}

/** Runs a job to its end. */
export async function runByHand(job: JobByHand): Promise<Outcome[]> {
  return Promise.all((await startByHand(job)).map(({ outcome }) => outcome));
}
