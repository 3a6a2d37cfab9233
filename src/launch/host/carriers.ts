import { closeSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { RanksError } from "../../errors.ts";
import { layout } from "../../memory/layout.ts";
import { native } from "../../memory/native.ts";
import { ranksOf } from "./host-task.ts";
import type { HostTask } from "./host-task.ts";

/** A unix socket's path has at most 107 bytes, the socket's own name included. */
const LONGEST_DIRECTORY = 80;

/** What the processes of a job need to talk, made by the launcher and inherited by them. */
export interface Carriers {
  readonly memory?: { readonly fd: number; readonly bytes: number };
  /** A directory of mode 0700 for sockets. */
  readonly directory?: string;
}

/** `warn` hears when the job can go on, but slower. */
export function makeCarriers(task: HostTask, warn: (text: string) => void): Carriers {
  const { transport } = task.job;
  if (transport === "ipc") return { directory: makeDirectory() };
  if (transport === "zmq" || transport === "threads") return {};
  if (transport === "auto" && task.processes.length === 1) return {};
  const memory = makeMemory(ranksOf(task).length, transport === "shm", warn);
  // Between hosts all goes over tcp, so it can within one.
  if (memory === undefined) return task.network ? {} : { directory: makeDirectory() };
  return { memory };
}

/** The memory lives on in the processes that inherited it. */
export function releaseMemory({ memory }: Carriers): void {
  if (memory) closeSync(memory.fd);
}

export function removeDirectory({ directory }: Carriers): void {
  if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
}

function makeMemory(size: number, forced: boolean, warn: (text: string) => void): Carriers["memory"] {
  if (native === undefined) {
    if (!forced) return undefined;
    throw new RanksError(
      "ERR_RANKS_LAUNCH",
      "the transport shm needs the native binding, which is not there; install a C compiler and the package once more, " +
        "or take another transport",
    );
  }
  const { bytes } = layout(size);
  try {
    return { fd: native.createMemory(bytes), bytes };
  } catch (cause) {
    const fact = `${size} ranks cannot have ${bytes} bytes of shared memory (${(cause as Error).message})`;
    if (forced)
      throw new RanksError("ERR_RANKS_MEMORY", `${fact}; free some, or take another transport`, { cause });
    warn(`${fact}; their messages go over sockets, which is slower`);
    return undefined;
  }
}

function makeDirectory(): string {
  const places = [process.env.XDG_RUNTIME_DIR, os.tmpdir(), "/tmp"].filter((place) => place !== undefined);
  let cause: unknown;
  for (const place of places) {
    const prefix = path.join(place, "ranks-");
    if (Buffer.byteLength(prefix) + 6 > LONGEST_DIRECTORY) continue;
    try {
      return mkdtempSync(prefix);
    } catch (error) {
      cause = error;
    }
  }
  const tried = places.join(", ");
  throw new RanksError(
    "ERR_RANKS_LAUNCH",
    `no directory for sockets can be made in ${tried}; set TMPDIR to one`,
    { cause },
  );
}
