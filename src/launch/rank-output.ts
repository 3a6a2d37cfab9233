import type { Readable } from "node:stream";
import { LineSplitter, tagged } from "./line-splitter.ts";
import type { Sink } from "./sink.ts";

const TAIL_LINES = 20;
const TAIL_BYTES = 4096;
const HOLD_MS = 300;
/** The last words of a rank that failed only because it waited for one that was gone. */
const CONSEQUENCE = "ERR_RANKS_PEER_LOST";

/** Carries one stream of one rank to a sink, in whole lines, as they come. */
export class RankOutput {
  readonly ended: Promise<void>;
  readonly #source: Readable;
  readonly #sink: Sink;
  readonly #prefix: () => string;
  readonly #hasFailed: (() => boolean) | undefined;
  #tail = Buffer.alloc(0);
  /** The first lines, while they may be a rank's last words: as they came, and as they will be shown. */
  #held: { readonly words: Buffer; readonly shown: Buffer } | undefined;
  #bytes = 0;

  /**
   * Each line begins with the prefix of the moment at which it came. With `hasFailed`, the first lines wait for a moment. If the rank has failed by then they are its last words, which the
   * report on the failure tells, and which all ranks may say alike: see `settle`.
   */
  constructor(source: Readable, sink: Sink, prefix: () => string, hasFailed?: () => boolean) {
    this.#source = source;
    this.#sink = sink;
    this.#prefix = prefix;
    this.#hasFailed = hasFailed;
    if (hasFailed) this.#held = NOTHING;
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

  /** How much came. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The last lines that came. */
  get tail(): string[] {
    return linesOf(this.#tail).slice(-TAIL_LINES);
  }

  /** Shows what was held back, unless that is what `told` says, or but a consequence of it. */
  settle(told: readonly string[]): void {
    const words = linesOf((this.#held ?? NOTHING).words).join("\n");
    if (words === told.join("\n") || words.includes(CONSEQUENCE)) this.#held = undefined;
    this.#release();
  }

  /** For a stream that something outside this job still holds open. */
  abandon(): void {
    this.#source.destroy();
  }

  #pass(lines: Buffer): void {
    if (lines.length === 0) return;
    this.#bytes += lines.length;
    this.#tail = Buffer.concat([this.#tail, lines.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
    const prefix = this.#prefix();
    const block = prefix === "" ? lines : tagged(lines, prefix);
    if (!this.#held) return this.#sink.write(this.#source, block);
    if (this.#held === NOTHING) setTimeout(() => this.#hasFailed?.() || this.#release(), HOLD_MS);
    const words = Buffer.concat([this.#held.words, lines]);
    this.#held = { words, shown: Buffer.concat([this.#held.shown, block]) };
    if (words.length > TAIL_BYTES || linesOf(words).length > TAIL_LINES) this.#release();
  }

  #release(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held) this.#sink.write(this.#source, held.shown);
  }
}

const NOTHING = { words: Buffer.alloc(0), shown: Buffer.alloc(0) };

function linesOf(bytes: Buffer): string[] {
  const lines = bytes.toString("utf8").split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
