import { mkdir, open, readdir, readFile, rename, rm, rmdir } from "node:fs/promises";
import path from "node:path";

/** Its existence says that every rank's file of the version is there. */
export const MARKER = "complete";

export function fileOf(rank: number): string {
  return `rank-${rank}`;
}

/** Everything that is written in a version's directory, and all that is ever removed from it. */
const OURS = /^(rank-\d+|complete)(\.new)?$/;

/**
 * Versions of a run's checkpoint on disk: for each a directory named after its superstep, in it a file for each rank, and the
 * marker. A file has its name only when all its bytes are on the disk.
 */
export class CheckpointDirectory {
  readonly path: string;

  constructor(directory: string) {
    this.path = path.resolve(directory);
  }

  pathOf(superstep: number, file: string): string {
    return path.join(this.#version(superstep), file);
  }

  /** The supersteps of all versions, complete or not, newest first. */
  async list(): Promise<number[]> {
    const names = (await present(readdir(this.path))) ?? [];
    const found = names.map((name) => /^superstep-(\d+)$/.exec(name)?.[1]);
    return found
      .filter((digits) => digits !== undefined)
      .map(Number)
      .sort((a, b) => b - a);
  }

  async read(superstep: number, file: string): Promise<Uint8Array | undefined> {
    return present(readFile(this.pathOf(superstep, file)));
  }

  /** Complete when a crash of the machine would leave it there. */
  async write(superstep: number, file: string, bytes: readonly Uint8Array[]): Promise<void> {
    const version = this.#version(superstep);
    await mkdir(version, { recursive: true });
    await synchronize(this.path);
    const final = path.join(version, file);
    const temporary = `${final}.new`;
    const handle = await open(temporary, "w");
    try {
      for (const part of bytes) await handle.writeFile(part);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, final);
    await synchronize(version);
  }

  /** The marker goes first: what is left half removed is not complete. What is not of a checkpoint stays. */
  async remove(superstep: number): Promise<void> {
    const version = this.#version(superstep);
    await rm(path.join(version, MARKER), { force: true });
    const names = (await present(readdir(version))) ?? [];
    for (const name of names.filter((each) => OURS.test(each))) await rm(path.join(version, name));
    await removeEmpty(version);
  }

  /** Where nothing else is in it. */
  async removeItself(): Promise<void> {
    await removeEmpty(this.path);
  }

  #version(superstep: number): string {
    return path.join(this.path, `superstep-${superstep}`);
  }
}

/** Names are on the disk when their directory is. */
async function synchronize(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function removeEmpty(directory: string): Promise<void> {
  const names = await present(readdir(directory));
  if (names?.length === 0) await rmdir(directory);
}

/** Undefined where there is no such file or directory. */
async function present<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
