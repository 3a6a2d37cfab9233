import { lstatSync, mkdirSync, readdirSync, rmdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** The name of a job's socket is its id: the launcher's pid and a random number. */
const JOB = /^(\d+)-[0-9a-f]{8}$/;

/** A unix socket's path has at most 107 bytes. */
const LONGEST_PATH = 107;
const LONGEST_NAME = "4194304-01234567".length;

/** Where the sockets of this user's jobs may be, by preference. All of them are looked through. */
export function places(): string[] {
  const runtime = process.env.XDG_RUNTIME_DIR;
  const all = [
    ...(runtime ? [path.join(runtime, "ranks")] : []),
    path.join(os.tmpdir(), `ranks-${process.getuid?.()}`),
  ];
  return all.filter((place) => Buffer.byteLength(place) + 1 + LONGEST_NAME <= LONGEST_PATH);
}

/** What is wrong with a place, where others could have put or could reach something; undefined when all is well, or nothing is there. */
export function objection(place: string): string | undefined {
  const found = lstatSync(place, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isDirectory()) return `${place} is not a directory; remove it`;
  if (found.uid !== process.getuid?.()) return `${place} belongs to user ${found.uid}; have it removed`;
  if ((found.mode & 0o077) !== 0) return `${place} is open to other users; chmod 700 it, or remove it`;
  return undefined;
}

/** Makes the directory where it is missing; fails when that cannot be done, or it is not ours alone. */
export function occupy(place: string): void {
  try {
    mkdirSync(place, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const wrong = objection(place);
  if (wrong !== undefined) throw new Error(wrong);
}

/** Removes the directory when nothing is in it. */
export function vacate(place: string): void {
  try {
    rmdirSync(place);
  } catch {
    // Other jobs have their sockets there.
  }
}

export interface Entry {
  readonly job: string;
  /** Of the launcher. */
  readonly pid: number;
  readonly socket: string;
}

export function entriesOf(place: string): Entry[] {
  let names: string[];
  try {
    names = readdirSync(place);
  } catch {
    // Nobody has made it so far.
    return [];
  }
  return names.flatMap((job) => {
    const pid = JOB.exec(job)?.[1];
    return pid === undefined ? [] : [{ job, pid: Number(pid), socket: path.join(place, job) }];
  });
}
