import type { Notice } from "../job/messages.ts";
import type { JobSpecification } from "../job/specification.ts";
import type { Decisions } from "../memory/decisions.ts";
import type { Doorbell } from "../memory/doorbell.ts";
import { LOST_FAILED, LOST_LEFT } from "../memory/loss-board.ts";
import type { LossBoard } from "../memory/loss-board.ts";
import type { Pump } from "../transport/pump.ts";

/** What a lost process has sent may take so long to leave; as long as others listen. */
const LAST_WORDS_MS = 50;

/** What the ranks of a process must hear of in the order in which it was said. */
type Item = Extract<Notice, { type: "lost" | "decided" }>;

/** Where it goes. */
export interface Audience {
  readonly spec: JobSpecification;
  readonly board: LossBoard;
  readonly decisions: Decisions;
  /** Of the ranks of this process. */
  readonly bells: readonly Doorbell[];
}

/** Losses and decisions on their way from whoever watches over the job to the ranks of this process. */
export class News {
  readonly #audience: Audience;
  /** For each process, its ranks that are not lost. */
  readonly #alive: number[];
  #waiting: Item[] = [];
  #passing = false;
  /** Present where this process talks over ZeroMQ. */
  pump: Pump | undefined;

  constructor(audience: Audience) {
    this.#audience = audience;
    this.#alive = [];
    for (const process of audience.spec.processOf) this.#alive[process] = (this.#alive[process] ?? 0) + 1;
  }

  hear(item: Item): void {
    this.#waiting.push(item);
    if (!this.#passing) void this.#pass();
  }

  async #pass(): Promise<void> {
    this.#passing = true;
    while (this.#waiting.length > 0) {
      const items = this.#waiting;
      this.#waiting = [];
      const ended = this.#endedBy(items);
      const { pump } = this;
      if (ended.length > 0 && pump !== undefined) await this.#partWith(ended, pump);
      for (const item of items) this.#tell(item);
    }
    this.#passing = false;
  }

  /** What a lost process sent over ZeroMQ may still be on its way: it counts. This one, if it is lost, is heard no longer. */
  async #partWith(processes: readonly number[], pump: Pump): Promise<void> {
    if (processes.includes(this.#audience.spec.process)) setTimeout(() => void pump.close(), LAST_WORDS_MS);
    await Promise.all(processes.map((process) => pump.abandon(process)));
  }

  /** The processes whose last rank is lost now. */
  #endedBy(items: readonly Item[]): number[] {
    const { spec } = this.#audience;
    return items.flatMap((item) => {
      if (item.type !== "lost") return [];
      const process = spec.processOf[item.rank];
      return --this.#alive[process] === 0 ? [process] : [];
    });
  }

  #tell(item: Item): void {
    const { spec, board, decisions, bells } = this.#audience;
    if (item.type === "lost") {
      const { rank, reason, ordinal } = item;
      if (spec.ranks.includes(rank)) this.pump?.retire(rank);
      board.mark(rank, reason === "left" ? LOST_LEFT : LOST_FAILED, ordinal);
    } else {
      if (!decisions.decide(item.context, item.number, item)) return;
      board.stir();
    }
    for (const bell of bells) bell.ring();
  }
}
