import type { Socket } from "node:net";
import type { Writable } from "node:stream";

/** Passes this process's standard input on to the rank that reads it; the answer stops that. */
export function feedStdin(reader: Writable): () => void {
  // A rank may end, or close its input, before it has read everything.
  reader.on("error", () => process.stdin.unpipe(reader));
  process.stdin.pipe(reader);
  return () => {
    const input: Partial<Socket> = process.stdin.unpipe(reader);
    input.pause?.();
    // A file has nothing that could keep the process alive.
    input.unref?.();
  };
}
