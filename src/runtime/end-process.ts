import { native } from "../memory/native.ts";
import { writeAll } from "./write-all.ts";

/** For the program to see what it can still see, and say what it has to say. */
const GRACE_MS = 500;
/** Between asking the process to end and ending it. */
const TERM_MS = 1000;

/** The first process of a container: it ignores signals that it sends itself and does not handle. */
const FIRST = 1;
/** What a shell calls the end by SIGKILL. */
const KILLED = 137;

/** Ends this process, and what it started, because its job is over; the program may be busy or may not want to. */
export function endProcess(why: string): void {
  writeAll(2, Buffer.from(`ranks: ${why}\n`));
  setTimeout(() => signalGroup("SIGTERM"), GRACE_MS);
  setTimeout(() => {
    if (process.pid === FIRST) native?.exitProcess(KILLED);
    signalGroup("SIGKILL");
  }, GRACE_MS + TERM_MS);
}

/** To this process, and to all that it started, where it leads a group. */
export function signalGroup(signal: NodeJS.Signals): void {
  try {
    // For the first process that would mean all others; they end with it.
    process.kill(process.pid === FIRST ? FIRST : -process.pid, signal);
  } catch {
    process.kill(process.pid, signal);
  }
}
