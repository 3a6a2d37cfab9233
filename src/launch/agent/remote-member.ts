import type { Readable, Writable } from "node:stream";
import type { Notice } from "../../job/messages.ts";
import { outputsOf } from "../host/commands.ts";
import type { ProcessTask } from "../host/host-task.ts";
import type { Member, MemberEnd } from "../member.ts";
import { streamOf } from "./messages.ts";
import type { Order } from "./messages.ts";
import type { Multiplexer } from "./multiplexer.ts";

/** A process of ranks that the agent of a host watches over. */
export class RemoteMember implements Member {
  readonly process: number;
  readonly ranks: readonly number[];
  readonly threads: boolean;
  readonly host: string;
  readonly stdin: Writable | null;
  pid: number | undefined = undefined;
  running = true;
  readonly #agent: Multiplexer;
  readonly #outputs = new Map<number, Readable>();

  constructor(task: ProcessTask, host: string, agent: Multiplexer, reads: boolean) {
    this.process = task.process;
    this.ranks = task.ranks;
    this.threads = task.threads;
    this.host = host;
    this.#agent = agent;
    this.stdin = reads ? agent.writer(streamOf(this.process, 0)) : null;
    for (const fd of outputsOf(this)) this.#outputs.set(fd, agent.reader(streamOf(this.process, fd)));
  }

  output(fd: number): Readable {
    return this.#outputs.get(fd)!;
  }

  tell(notice: Notice): void {
    if (this.running) this.#order({ type: "notice", process: this.process, notice });
  }

  signal(signal: NodeJS.Signals): void {
    this.#order({ type: "signal", process: this.process, signal });
  }

  /** It has ended, or nothing is known of it any more; false when that was known before. */
  end({ why }: MemberEnd): boolean {
    if (!this.running) return false;
    this.running = false;
    if (why !== undefined) for (const stream of this.#outputs.values()) stream.push(null);
    return true;
  }

  #order(order: Order): void {
    this.#agent.send(order);
  }
}
