import type { Endpoint, Notice, Vote } from "./messages.ts";

/** A vote that is not over. */
interface Ballot {
  readonly ranks: readonly number[];
  readonly voters: Set<number>;
  flag: number;
}

/**
 * Who belongs to a job, who is lost, and what its ranks agreed on, as the one who watches over the job keeps it. It is the only
 * one to decide, and tells everybody in the same order, so that all ranks have the same view.
 */
export class Roll {
  readonly #processes: number;
  readonly #tell: (notice: Notice) => void;
  readonly #endpoints: (Endpoint | null | undefined)[];
  readonly #lost = new Map<number, number>();
  readonly #ballots = new Map<string, Ballot>();
  #started = false;

  /** `tell` reaches every process of the job. */
  constructor(processes: number, tell: (notice: Notice) => void) {
    this.#processes = processes;
    this.#tell = tell;
    this.#endpoints = new Array<undefined>(processes).fill(undefined);
  }

  /** Every process has joined, or ended without. */
  get started(): boolean {
    return this.#started;
  }

  /** Processes that have neither joined nor ended. */
  get missing(): number[] {
    return [...this.#endpoints.keys()].filter((process) => this.#endpoints[process] === undefined);
  }

  /** A process listens there; null when it has no socket, or has ended. The first word counts. */
  join(process: number, endpoint: Endpoint | null): void {
    if (process < 0 || process >= this.#processes || this.#started) return;
    this.#endpoints[process] ??= endpoint;
    if (this.#endpoints.includes(undefined)) return;
    this.#started = true;
    this.#tell({ type: "start", endpoints: this.#endpoints as (Endpoint | null)[] });
  }

  isLost(rank: number): boolean {
    return this.#lost.has(rank);
  }

  /** Everybody hears that this rank is gone; once. */
  lose(rank: number, reason: string): void {
    if (this.#lost.has(rank)) return;
    const ordinal = this.#lost.size + 1;
    this.#lost.set(rank, ordinal);
    this.#tell({ type: "lost", rank, reason, ordinal });
    for (const [key, ballot] of this.#ballots) this.#count(key, ballot);
  }

  /** The answer comes when all have voted that can. */
  vote({ rank, context, number, ranks, flag }: Vote): void {
    if (this.#lost.has(rank)) return;
    const key = `${context}:${number}`;
    const ballot = this.#ballots.get(key) ?? { ranks, voters: new Set<number>(), flag: ~0 };
    this.#ballots.set(key, ballot);
    ballot.voters.add(rank);
    ballot.flag &= flag;
    this.#count(key, ballot);
  }

  #count(key: string, { ranks, voters, flag }: Ballot): void {
    if (ranks.some((rank) => !voters.has(rank) && !this.#lost.has(rank))) return;
    this.#ballots.delete(key);
    const [context, number] = key.split(":").map(Number);
    this.#tell({ type: "decided", context, number, flag, losses: this.#lost.size });
  }
}
