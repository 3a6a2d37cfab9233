import { Writable } from "node:stream";

/** Keeps what a job writes. */
export class CollectedOutput extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }

  /** The last line of each rank, of output that is tagged `[rank] line`. */
  lastLines(): string[] {
    const last = new Map<string, string>();
    for (const line of this.text.split("\n")) {
      const found = /^\[(\d+)\] (.*)$/.exec(line);
      if (found !== null) last.set(found[1], found[2]);
    }
    return [...last].map(([rank, text]) => `rank ${rank}: ${text}`).toSorted();
  }
}
