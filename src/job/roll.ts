import type { Endpoint, Notice, Vote } from "./messages.ts";

/** An agreement that is not reached. */
interface Ballot {
  readonly context: number;
  readonly number: number;
  readonly ranks: readonly number[];
  /** What each that has voted proposed. */
  readonly proposals: Map<number, number | null>;
  flag: number;
  /** A rank that will never vote. Those that still do are told at once. */
  absent: number | null;
}

/**
 * Who belongs to a job, who is lost, and what its ranks agreed on, as the one who watches over the job keeps it. It is the only
 * one to decide, and tells everybody in the same order, so that all ranks have the same view.
 */
export class Roll {
  readonly #processes: number;
  readonly #tell: (notice: Notice) => void;
  readonly #endpoints: (Endpoint | null | undefined)[];
  readonly #lost = new Set<number>();
  readonly #left = new Set<number>();
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
    this.#lost.add(rank);
    this.#tell({ type: "lost", rank, reason, ordinal: this.#lost.size });
    this.#countAll();
  }

  /** The rank votes no more: it finalizes. */
  leave(rank: number): void {
    this.#left.add(rank);
    this.#countAll();
  }

  /** The answer comes when all have voted that can, or when it is certain that one never will. */
  vote({ rank, context, number, ranks, flag, proposal }: Vote): void {
    if (this.#lost.has(rank)) return;
    const key = `${context}:${number}`;
    const ballot = this.#ballots.get(key) ?? {
      context,
      number,
      ranks,
      proposals: new Map<number, number | null>(),
      flag: ~0,
      absent: null,
    };
    this.#ballots.set(key, ballot);
    ballot.proposals.set(rank, proposal);
    ballot.flag &= flag;
    if (ballot.absent !== null) this.#decide(ballot);
    this.#count(key, ballot);
  }

  #countAll(): void {
    for (const [key, ballot] of this.#ballots) this.#count(key, ballot);
  }

  #count(key: string, ballot: Ballot): void {
    const missing = ballot.ranks.filter((rank) => !ballot.proposals.has(rank) && !this.#lost.has(rank));
    const absent = missing.find((rank) => this.#left.has(rank)) ?? null;
    if (ballot.absent === null && (missing.length === 0 || absent !== null)) {
      ballot.absent = absent;
      this.#decide(ballot);
    }
    if (missing.every((rank) => this.#left.has(rank))) this.#ballots.delete(key);
  }

  #decide({ context, number, ranks, proposals, flag, absent }: Ballot): void {
    const first = ranks.find((rank) => proposals.has(rank));
    const proposal = first === undefined ? null : (proposals.get(first) ?? null);
    this.#tell({ type: "decided", context, number, flag, losses: this.#lost.size, proposal, absent });
  }
}
