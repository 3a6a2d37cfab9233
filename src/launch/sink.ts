import type { Readable, Writable } from "node:stream";

/** One end of output that many streams of ranks share: the terminal, a pipe, or a file. */
export class Sink {
  readonly stream: Writable;
  readonly #waiting = new Set<Readable>();
  readonly #onBroken: (error: NodeJS.ErrnoException) => void;
  /** Who wrote last, when that was not a whole line. */
  #unfinished: Readable | undefined;
  #broken = false;
  #onceBroken = (): void => undefined;

  /** `onBroken` hears, once, when nothing can be written any more. */
  constructor(stream: Writable, onBroken: (error: NodeJS.ErrnoException) => void) {
    this.stream = stream;
    this.#onBroken = onBroken;
    stream.on("drain", this.#onDrain).on("error", this.#onError);
  }

  /** Whether a rank has to wait for the reader at the other end. */
  get blocked(): boolean {
    return this.#waiting.size > 0;
  }

  /** Writes for `source`, which is read no further while the reader at the other end is behind. */
  write(source: Readable, block: Buffer): void {
    if (this.#broken || block.length === 0) return;
    if (this.#unfinished !== undefined && this.#unfinished !== source) this.stream.write("\n");
    this.#unfinished = block.at(-1) === 10 ? undefined : source;
    if (this.stream.write(block)) return;
    source.pause();
    this.#waiting.add(source);
  }

  /** For what the launcher itself has to say. */
  say(text: string): void {
    if (this.#broken) return;
    this.stream.write(this.#unfinished === undefined ? `${text}\n` : `\n${text}\n`);
    this.#unfinished = undefined;
  }

  /** Lets go of the stream, or ends it, when all that was written has been taken. */
  async release(end: boolean): Promise<void> {
    if (!this.#broken) {
      await new Promise<void>((resolve) => {
        this.#onceBroken = resolve;
        if (end) this.stream.end(resolve);
        else this.stream.write("", () => resolve());
      });
    }
    this.stream.off("drain", this.#onDrain);
    // A broken stream may have more errors to tell.
    if (!this.#broken) this.stream.off("error", this.#onError);
  }

  readonly #onDrain = (): void => {
    for (const source of this.#waiting) source.resume();
    this.#waiting.clear();
  };

  readonly #onError = (error: NodeJS.ErrnoException): void => {
    if (this.#broken) return;
    this.#broken = true;
    this.#onDrain();
    this.#onceBroken();
    this.#onBroken(error);
  };
}
