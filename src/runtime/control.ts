import { readSync } from "node:fs";
import { Socket } from "node:net";
import { RanksError } from "../errors.ts";
import { hearLines } from "../job/lines.ts";
import type { Notice, Report } from "../job/messages.ts";
import type { JobSpecification } from "../job/specification.ts";
import { writeAll } from "./write-all.ts";

/** What the launcher said first, and what has been read of its further lines. */
export interface Opening {
  readonly spec: JobSpecification;
  readonly rest: string;
}

/** The helper's end of the channel to whoever watches over the job. */
export interface Control {
  say(report: Report): void;
  /** `ended` is called when nobody watches over this process any more; it is told why where that isn't plain. */
  hear(listener: (notice: Notice) => void, ended: (why: string) => void): void;
  /** Complete when the other end knows that this process ends with that code; absent where it sees that by itself. */
  close?(code: number): Promise<void>;
}

/** Reads the first line of the control channel. The launcher writes it at once, so this waits for nobody else. */
export function readSpecification(fd: number): Opening {
  const chunk = Buffer.alloc(65_536);
  let text = "";
  while (!text.includes("\n")) {
    const bytes = readSync(fd, chunk);
    if (bytes === 0)
      throw new RanksError(
        "ERR_RANKS_ENVIRONMENT",
        "the launcher is gone; start the program again with `ranks run`",
      );
    text += chunk.toString("utf8", 0, bytes);
  }
  const end = text.indexOf("\n");
  return { spec: JSON.parse(text.slice(0, end)) as JobSpecification, rest: text.slice(end + 1) };
}

const FREE = 0;
const TAKEN = 1;
/** A thread that waits for its turn looks again this often. */
const TURN_MS = 10;

/**
 * A way to tell the launcher something, at once: the process may end right after. The threads of a process take turns (one word
 * of shared memory, zero at first), since the channel may take a long line in several pieces.
 */
export function reporter(fd: number, turn: SharedArrayBuffer): (message: Report) => void {
  const word = new Int32Array(turn);
  return (message) => {
    const line = Buffer.from(`${JSON.stringify(message)}\n`);
    while (Atomics.compareExchange(word, 0, FREE, TAKEN) !== FREE) Atomics.wait(word, 0, TAKEN, TURN_MS);
    writeAll(fd, line);
    Atomics.store(word, 0, FREE);
    Atomics.notify(word, 0);
  };
}

/** The channel that the launcher left on a descriptor. */
export function controlOn(fd: number, turn: SharedArrayBuffer, rest: string): Control {
  return {
    say: reporter(fd, turn),
    hear(listener, ended) {
      const socket = new Socket({ fd, readable: true, writable: false });
      const end = (): void => ended("the launcher is gone");
      socket.on("error", end).on("close", end);
      hearLines(socket, listener, rest);
    },
  };
}
