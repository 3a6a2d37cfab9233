import { writeSync } from "node:fs";

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Writes to a descriptor before it returns, whatever the event loop does. A reader that has gone is no error. */
export function writeAll(fd: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return;
      // Full: the reader needs a moment.
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}
