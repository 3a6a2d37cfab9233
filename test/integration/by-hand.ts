import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import type { Outcome } from "./run-ranks.ts";
import { startCommand } from "./start-command.ts";
import type { Started } from "./start-command.ts";

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

/** Starts a program as nobody's rank, but for what its environment says. */
export function startProcess(file: string, argv: readonly string[], env: NodeJS.ProcessEnv): Started {
  return startCommand([process.execPath, file, ...argv], env);
}

export interface JobByHand {
  readonly file: string;
  readonly argv?: readonly string[];
  readonly size: number;
  /** More for the environment of a rank. */
  readonly env?: (rank: number) => NodeJS.ProcessEnv;
}

/** Starts all ranks of a job. */
export async function startByHand({
  file,
  argv = [],
  size,
  env = () => ({}),
}: JobByHand): Promise<Started[]> {
  const port = await freePort();
  return Array.from({ length: size }, (_, rank) =>
    startProcess(file, argv, { ...surroundings(rank, size, port), ...env(rank) }),
  );
}

/** Runs a job to its end. */
export async function runByHand(job: JobByHand): Promise<Outcome[]> {
  return Promise.all((await startByHand(job)).map(({ outcome }) => outcome));
}
