import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Member } from "./member.ts";
import type { LaunchOptions } from "./options.ts";
import { outputOfThread } from "./host/commands.ts";
import { prefixFor } from "./line-prefix.ts";
import { RankOutput } from "./rank-output.ts";
import { Sink } from "./sink.ts";

/** How long output may still come after the last process has ended. */
const LATE_MS = 500;

export interface OutputListener {
  /** Output cannot be written any more, such as when the reader of a pipe has gone. */
  readonly onBroken: (error: NodeJS.ErrnoException) => void;
  readonly hasFailed: (rank: number) => boolean;
}

/** All output of a job, on its way to the terminal or to files. */
export class JobOutput {
  readonly #out: Sink;
  readonly #err: Sink;
  readonly #files: Sink[] = [];
  readonly #outputs: RankOutput[] = [];
  readonly #stderrOf = new Map<number | Member, RankOutput>();
  readonly #options: LaunchOptions;
  readonly #listener: OutputListener;
  readonly #flags: "a" | "w";

  /** `again`: files that are there go on. */
  constructor(options: LaunchOptions, again: boolean, listener: OutputListener) {
    this.#out = new Sink(options.stdout ?? process.stdout, listener.onBroken);
    this.#err = new Sink(options.stderr ?? process.stderr, listener.onBroken);
    this.#options = options;
    this.#listener = listener;
    this.#flags = again ? "a" : "w";
    if (options.outputDir !== undefined) mkdirSync(options.outputDir, { recursive: true });
  }

  connect(member: Member): void {
    if (!member.threads) return this.#connectRank(member, member.ranks[0], { stdout: 1, stderr: 2 });
    member.ranks.forEach((rank, index) => this.#connectRank(member, rank, outputOfThread(index)));
    // What the process itself says, such as node when it runs out of memory.
    this.#carry(member, 1, this.#out);
    const errors = this.#options.mergeStderr ? this.#out : this.#err;
    this.#stderrOf.set(member, this.#carry(member, 2, errors));
  }

  /** What the launcher has to say. */
  say(text: string): void {
    this.#err.say(text);
  }

  /** The last lines on the standard error of a rank, or of a process of thread ranks, where that is a stream of its own. */
  tail(of: number | Member): string[] {
    return this.#stderrOf.get(of)?.tail ?? [];
  }

  /** Waits for output that is still on its way from processes that have ended. */
  async drain(): Promise<void> {
    const all = Promise.all(this.#outputs.map(({ ended }) => ended));
    let bytes: number;
    do {
      bytes = this.#bytes;
      const pause = new AbortController();
      await Promise.race([all, sleep(LATE_MS, undefined, { signal: pause.signal }).catch(() => undefined)]);
      pause.abort();
    } while (
      this.#bytes > bytes ||
      this.#out.blocked ||
      this.#err.blocked ||
      this.#files.some((file) => file.blocked)
    );
    for (const output of this.#outputs) output.abandon();
    await all;
  }

  /** Shows what is still held back, but not what the report on a failure will say: `told`. */
  settle(told: readonly string[]): void {
    for (const output of this.#outputs) output.settle(told);
  }

  async release(): Promise<void> {
    await Promise.all([
      this.#out.release(false),
      this.#err.release(false),
      ...this.#files.map((file) => file.release(true)),
    ]);
  }

  get #bytes(): number {
    return this.#outputs.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #connectRank(member: Member, rank: number, fds: { stdout: number; stderr: number }): void {
    const out = this.#file(rank, "out") ?? this.#out;
    this.#carry(member, fds.stdout, out, rank);
    if (this.#options.mergeStderr) {
      // Nothing is held back for the report: it would lose its place among the other lines.
      this.#carry(member, fds.stderr, out, rank);
      return;
    }
    const file = this.#file(rank, "err");
    const hasFailed = file ? undefined : () => this.#listener.hasFailed(rank);
    this.#stderrOf.set(rank, this.#carry(member, fds.stderr, file ?? this.#err, rank, hasFailed));
  }

  #carry(member: Member, fd: number, sink: Sink, rank?: number, hasFailed?: () => boolean): RankOutput {
    const prefix = prefixFor(rank, this.#options, sink.stream);
    const output = new RankOutput(member.output(fd), sink, prefix, hasFailed);
    this.#outputs.push(output);
    return output;
  }

  #file(rank: number, kind: "out" | "err"): Sink | undefined {
    const { outputDir } = this.#options;
    if (outputDir === undefined) return undefined;
    const file = new Sink(
      createWriteStream(path.join(outputDir, `rank.${rank}.${kind}`), { flags: this.#flags }),
      this.#listener.onBroken,
    );
    this.#files.push(file);
    return file;
  }
}
