import { rmSync } from "node:fs";
import { Decisions } from "../memory/decisions.ts";
import { LossBoard } from "../memory/loss-board.ts";
import type { Endpoint, Notice } from "../job/messages.ts";
import type { JobSpecification } from "../job/specification.ts";
import type { Pump } from "../transport/pump.ts";
import { needsPump, ranksOfHost } from "./carriers.ts";
import type { Control } from "./control.ts";
import { signalGroup } from "./end-process.ts";
import { Latch } from "./latch.ts";
import { News } from "./news.ts";
import { pumpNeighbourhood, rankDoorbells } from "./neighbourhoods.ts";
import type { ProcessMemory } from "./process-memory.ts";
import { processState } from "./process-state.ts";

/** How long the last messages may take to leave; less than `Latch.stop` waits. */
const LEAVE_MS = 1000;

/** What a process needs a helper for. */
export interface HelperTask {
  readonly spec: JobSpecification;
  readonly memory: ProcessMemory;
  readonly control: Control;
}

/** The work of a process's helper thread: hears what becomes of the job, and moves the messages that go over ZeroMQ. */
export class Helper {
  readonly #spec: JobSpecification;
  readonly #memory: ProcessMemory;
  readonly #control: Control;
  readonly #latch: Latch;
  readonly #news: News;
  #opening: Promise<Endpoint | null> | undefined;
  /** Present once it listens, where this process needs one. */
  #pump: Pump | undefined;

  constructor({ spec, memory, control }: HelperTask) {
    this.#spec = spec;
    this.#memory = memory;
    this.#control = control;
    this.#latch = new Latch(memory.latch);
    this.#news = new News({
      spec,
      board: new LossBoard(memory.board),
      decisions: new Decisions(memory.decisions),
      bells: rankDoorbells(spec, memory),
    });
  }

  /** Opens this process to the others; `ended` is called when nobody watches over the job any more. */
  async start(ended: (why: string) => void): Promise<void> {
    this.#control.hear((notice) => this.#hear(notice), ended);
    this.#opening = this.#open();
    this.#control.say({ type: "join", process: this.#spec.process, endpoint: await this.#opening });
  }

  /** Before the process ends with this code: what was sent leaves, sockets close, and whoever watches hears of it. */
  async stop(code: number): Promise<void> {
    await this.#opening;
    await this.#pump?.leave(LEAVE_MS);
    await this.#pump?.close();
    await this.#control.close?.(code);
  }

  async #open(): Promise<Endpoint | null> {
    if (!needsPump(this.#spec)) return null;
    const pump = await this.#makePump();
    const { directory } = this.#spec;
    const endpoint = await pump.listen(directory);
    this.#pump = pump;
    this.#news.pump = pump;
    return endpoint;
  }

  /** ZeroMQ is loaded where it is needed only: a process that exits meanwhile would abort. */
  async #makePump(): Promise<Pump> {
    const { Pump } = await import("../transport/pump.ts");
    const { layout, doorbells, memory, landings } = pumpNeighbourhood(this.#spec, this.#memory);
    const { process, ranks, processOf, token, network } = this.#spec;
    return new Pump({
      process,
      ranks,
      processOf,
      token,
      memory,
      layout,
      doorbells,
      network,
      landings,
      looks: ranksOfHost(this.#spec).length <= this.#spec.cores,
      onLost: (lost, why) => this.#control.say({ type: "unreachable", process: lost, why }),
      onWarning: (text) => console.error(`ranks: ${text}`),
    });
  }

  #hear(notice: Notice): void {
    switch (notice.type) {
      case "start":
        this.#pump?.connect(notice.endpoints);
        return this.#latch.ready();
      case "lost":
      case "decided":
        return this.#news.hear(notice);
      case "ask": {
        const { process } = this.#spec;
        return this.#control.say({ type: "state", process, ...processState(this.#spec, this.#memory) });
      }
      case "closing":
        return;
    }
  }

  /** Nobody is left who could end this process, nor anybody whom it works for. */
  endProcess(): void {
    const { directory } = this.#spec;
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
    signalGroup("SIGKILL");
  }
}
