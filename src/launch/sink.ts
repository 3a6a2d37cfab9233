import type { Readable, Writable } from "node:stream";

/** One end of output that many streams of ranks share: the terminal, a pipe, or a file. */
export class Sink {
  readonly #stream: Writable;
  readonly #waiting = new Set<Readable>();
  readonly #onDrain = (): void => {
    for (const source of this.#waiting) source.resume();
    this.#waiting.clear();
  };
  readonly #onError: (error: Error) => void;
  /** Who wrote last, when that was not a whole line. */
  #unfinished: object | undefined;
  #broken = false;

  constructor(stream: Writable, onBroken: (error: NodeJS.ErrnoException) => void) {
    this.#stream = stream;
    this.#onError = (error) => {
      if (this.#broken) return;
      this.#broken = true;
      this.#onDrain();
      onBroken(error);
    };
    stream.on("drain", this.#onDrain).on("error", this.#onError);
  }

  /** Writes for `source`, which is not read further while the reader at the other end is behind. */
  write(source: Readable, block: Buffer): void {
    if (this.#broken || block.length === 0) return;
    if (this.#unfinished !== undefined && this.#unfinished !== source) this.#stream.write("\n");
    this.#unfinished = block[block.length - 1] === 10 ? undefined : source;
    if (this.#stream.write(block)) return;
    source.pause();
    this.#waiting.add(source);
  }

  /** For what the launcher itself has to say. */
  say(text: string): void {
    if (this.#broken) return;
    this.#stream.write(this.#unfinished === undefined ? `${text}\n` : `\n${text}\n`);
    this.#unfinished = undefined;
  }

  /** Lets go of the stream when all that was written has been taken. */
  async release(end: boolean): Promise<void> {
    if (!this.#broken) {
      await new Promise<void>((resolve) => {
        this.#stream.once("error", () => resolve());
        if (end) this.#stream.end(resolve);
        else this.#stream.write("", () => resolve());
      });
    }
    // The error listener stays where the stream does: a late EPIPE must not crash the process.
    this.#stream.off("drain", this.#onDrain);
  }
}
