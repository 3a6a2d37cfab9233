import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Member } from "./member.ts";
import type { LaunchOptions } from "./options.ts";
import { outputOfThread } from "./plan.ts";
import { RankOutput } from "./rank-output.ts";
import { Sink } from "./sink.ts";

/** How long output may still come after the last process has ended. */
const LATE_MS = 500;

/** All output of a job, on its way to the terminal or to files. */
export class JobOutput {
  readonly #out: Sink;
  readonly #err: Sink;
  readonly #files: Sink[] = [];
  readonly #outputs: RankOutput[] = [];
  readonly #stderrOf = new Map<number | Member, RankOutput>();
  readonly #tag: boolean;
  readonly #directory: string | undefined;
  readonly #onBroken: (error: NodeJS.ErrnoException) => void;

  /** `onBroken` hears when output cannot be written any more, such as when the reader of a pipe has gone. */
  constructor(options: LaunchOptions, onBroken: (error: NodeJS.ErrnoException) => void) {
    this.#out = new Sink(options.stdout ?? process.stdout, onBroken);
    this.#err = new Sink(options.stderr ?? process.stderr, onBroken);
    this.#tag = options.tagOutput ?? false;
    this.#directory = options.outputDir;
    this.#onBroken = onBroken;
    if (this.#directory !== undefined) mkdirSync(this.#directory, { recursive: true });
  }

  connect(member: Member): void {
    if (!member.threads) return this.#connectRank(member, member.ranks[0], { stdout: 1, stderr: 2 });
    for (const rank of member.ranks) this.#connectRank(member, rank, outputOfThread(rank));
    // What the process itself says, such as node when it runs out of memory.
    this.#carry(member, 1, this.#out, "");
    this.#stderrOf.set(member, this.#carry(member, 2, this.#err, ""));
  }

  /** What the launcher has to say. */
  say(text: string): void {
    this.#err.say(text);
  }

  /** The last lines on the standard error of a rank, or of a process of thread ranks. */
  tail(of: number | Member): string[] {
    return this.#stderrOf.get(of)?.tail ?? [];
  }

  /** Waits for output that is still on its way from processes that have ended. */
  async drain(): Promise<void> {
    const late = new AbortController();
    const all = Promise.all(this.#outputs.map(({ ended }) => ended));
    await Promise.race([all, sleep(LATE_MS, undefined, { signal: late.signal }).catch(() => undefined)]);
    late.abort();
    for (const output of this.#outputs) output.abandon();
    await all;
  }

  async release(): Promise<void> {
    await Promise.all([
      this.#out.release(false),
      this.#err.release(false),
      ...this.#files.map((file) => file.release(true)),
    ]);
  }

  #connectRank(member: Member, rank: number, fds: { stdout: number; stderr: number }): void {
    const prefix = this.#tag ? `[${rank}] ` : "";
    this.#carry(member, fds.stdout, this.#file(rank, "out") ?? this.#out, prefix);
    this.#stderrOf.set(rank, this.#carry(member, fds.stderr, this.#file(rank, "err") ?? this.#err, prefix));
  }

  #carry(member: Member, fd: number, sink: Sink, prefix: string): RankOutput {
    const output = new RankOutput(member.output(fd), sink, prefix);
    this.#outputs.push(output);
    return output;
  }

  #file(rank: number, kind: "out" | "err"): Sink | undefined {
    if (this.#directory === undefined) return undefined;
    const file = new Sink(
      createWriteStream(path.join(this.#directory, `rank.${rank}.${kind}`)),
      this.#onBroken,
    );
    this.#files.push(file);
    return file;
  }
}
