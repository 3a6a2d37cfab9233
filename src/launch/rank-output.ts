import type { Readable } from "node:stream";
import { LineSplitter, tagged } from "./line-splitter.ts";
import type { Sink } from "./sink.ts";

const TAIL_LINES = 20;
const TAIL_BYTES = 4096;

/** Carries one stream of one rank to a sink, in whole lines, as they come. */
export class RankOutput {
  readonly ended: Promise<void>;
  readonly #source: Readable;
  readonly #sink: Sink;
  readonly #prefix: string;
  #tail = Buffer.alloc(0);

  constructor(source: Readable, sink: Sink, prefix: string) {
    this.#source = source;
    this.#sink = sink;
    this.#prefix = prefix;
    const splitter = new LineSplitter();
    source.on("data", (chunk: Buffer) => this.#pass(splitter.push(chunk)));
    this.ended = new Promise((resolve) => {
      source.once("close", () => {
        this.#pass(splitter.end());
        resolve();
      });
    });
    // A rank that was killed may reset its end.
    source.on("error", () => source.destroy());
  }

  /** The last lines that came. */
  get tail(): string[] {
    const lines = this.#tail.toString("utf8").split("\n");
    if (lines.at(-1) === "") lines.pop();
    return lines.slice(-TAIL_LINES);
  }

  /** For a stream that a process which is not of this job still holds open. */
  abandon(): void {
    this.#source.destroy();
  }

  #pass(lines: Buffer): void {
    if (lines.length === 0) return;
    this.#tail = Buffer.concat([this.#tail, lines.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
    this.#sink.write(this.#source, this.#prefix === "" ? lines : tagged(lines, this.#prefix));
  }
}
