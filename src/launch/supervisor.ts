import type { Report } from "../job/messages.ts";
import { Roll } from "../job/roll.ts";
import { codeOfSignal, nameOf } from "./failure.ts";
import type { Failure } from "./failure.ts";
import type { Member, MemberEnd, MemberListener } from "./member.ts";
import { Survey } from "./survey.ts";

/** How long ranks may go on after another one failed, to say what they have to say. */
const GRACE_MS = 500;
/** Between asking ranks to end and ending them. */
const TERM_MS = 1000;

/**
 * Watches over the processes of a job: passes on who listens where and who is gone, and knows the job's outcome. A failure ends
 * the job, and all processes are gone GRACE_MS + TERM_MS later; unless all ranks that are left want to go on without the lost
 * ones.
 */
export class Supervisor implements MemberListener {
  /** Complete when no process is left. */
  readonly done: Promise<void>;
  /** What the job ended with: the first failure, where the ranks that were left could not do without the lost ones. */
  failure: Failure | undefined;
  /** The process that it happened in. */
  failed: Member | undefined;
  /** What went wrong before the job was told to end, in order. */
  readonly losses: Failure[] = [];
  /** Ranks that ended without finalizing before that: others may have failed for want of them. */
  readonly left: number[] = [];
  readonly survey = new Survey(() => this.#members.filter(({ running }) => running));
  readonly #members: Member[] = [];
  readonly #size: number;
  readonly #roll: Roll;
  readonly #tolerant = new Set<number>();
  readonly #finalized = new Set<number>();
  readonly #gone = new Set<number>();
  readonly #failed = new Set<number>();
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #stop = new AbortController();
  #resolve: () => void = () => undefined;

  /** `size` is the number of processes that will be added. */
  constructor(size: number) {
    this.#size = size;
    this.#roll = new Roll(size, (notice) => {
      for (const member of this.#members) member.tell(notice);
    });
    this.done = new Promise((resolve) => (this.#resolve = resolve));
  }

  add(member: Member): void {
    this.#members.push(member);
    if (this.stopping.aborted) member.signal("SIGKILL");
  }

  /** Ranks that have not ended yet. */
  get remaining(): number[] {
    return this.#ranks.filter((rank) => !this.#gone.has(rank));
  }

  get #ranks(): number[] {
    return this.#members.flatMap(({ ranks }) => ranks);
  }

  /** Whether this rank failed, and the job ends for that. */
  hasFailed(rank: number): boolean {
    return this.#failed.has(rank) && !this.#othersGoOn;
  }

  /** Aborted when the job is being ended. */
  get stopping(): AbortSignal {
    return this.#stop.signal;
  }

  /** Processes that have not joined by then are lost, and the job with them. */
  expectAll(limitMs: number): void {
    const giveUp = (): void => {
      for (const process of this.#roll.missing)
        this.#cutOff(process, `did not join within ${limitMs / 1000} s (--start-timeout)`);
    };
    this.#later(limitMs, giveUp);
  }

  /** Ends all processes: asks them first, and after TERM_MS ends those that are still there. */
  stop(): void {
    if (this.stopping.aborted) return;
    this.#judge();
    this.#stop.abort();
    this.signal("SIGTERM");
    this.#later(TERM_MS, () => this.kill());
  }

  /** Ends all processes at once. */
  kill(): void {
    this.#judge();
    this.#stop.abort();
    this.signal("SIGKILL");
  }

  onReport(member: Member, report: Report): void {
    switch (report.type) {
      case "join":
        return this.#roll.join(report.process, report.endpoint);
      case "finalized":
        this.#finalized.add(report.rank);
        return;
      case "failed":
        return this.#fail(member, report.rank, { code: report.code || 1, what: `failed: ${report.message}` });
      case "ended":
        return this.#end(member, report.rank, report.code);
      case "vote":
        return this.#roll.vote(report);
      case "unreachable":
        return this.#cutOff(report.process, `can't be reached any more: ${report.why}`);
      case "tolerant":
        this.#tolerant.add(report.rank);
        return;
      case "leaving":
        return this.#roll.leave(report.rank);
      case "state":
        return this.survey.answered(member, report);
    }
  }

  onExit(member: Member, end: MemberEnd): void {
    this.survey.ended(member);
    const alive = member.ranks.filter((rank) => !this.#gone.has(rank));
    const outcome = outcomeOf(end);
    if (outcome.code === 0) for (const rank of alive) this.#end(member, rank, 0);
    else if (alive.length > 0) this.#fail(member, member.threads ? undefined : alive[0], outcome);
    for (const rank of member.ranks) this.#gone.add(rank);
    this.#roll.join(member.process, null);
    if (this.#members.length < this.#size || this.#members.some(({ running }) => running)) return;
    this.#judge();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#resolve();
  }

  /** A rank ended by itself. */
  #end(member: Member, rank: number, code: number): void {
    if (this.#gone.has(rank)) return;
    if (code !== 0) this.#fail(member, rank, outcomeOf({ code, signal: null }));
    else if (!this.#finalized.has(rank)) this.#leave(rank);
    this.#gone.add(rank);
    this.#release(member);
  }

  #leave(rank: number): void {
    if (this.losses.length === 0) this.left.push(rank);
    this.#lose([rank], "left");
  }

  #fail(member: Member, rank: number | undefined, outcome: Outcome): void {
    const ranks = (rank === undefined ? member.ranks : [rank]).filter((each) => !this.#gone.has(each));
    if (ranks.length === 0) return;
    for (const each of ranks) this.#failed.add(each);
    this.#lose(ranks, outcome.what);
    if (this.stopping.aborted) return;
    this.failed ??= member;
    this.losses.push({
      ...(rank !== undefined && { rank }),
      ...(member.pid !== undefined && { pid: member.pid }),
      code: outcome.code,
      ...(outcome.signal && { signal: outcome.signal }),
      message: `${nameOf(member, rank)} ${outcome.what}`,
    });
    // What others said before, that they are tolerant, may still be on its way.
    if (this.losses.length === 1) this.#later(GRACE_MS, () => this.#decide());
    this.#release(member);
  }

  /** Whether somebody is not lost, or ended well, and all of these want to do without the others. */
  get #othersGoOn(): boolean {
    const others = this.#ranks.filter((rank) => !this.#roll.isLost(rank));
    const all = this.#members.length === this.#size;
    return all && others.length > 0 && others.every((rank) => this.#tolerant.has(rank));
  }

  #decide(): void {
    if (!this.#othersGoOn) this.stop();
  }

  /** Finds what the job ended with, while nobody has been ended from outside. */
  #judge(): void {
    if (!this.stopping.aborted && !this.#othersGoOn) this.failure ??= this.losses[0];
  }

  /** A process may stay when its last rank is gone, because a lost one does not end: then it is ended, while others go on. */
  #release(member: Member): void {
    const { ranks } = member;
    if (!ranks.every((rank) => this.#gone.has(rank)) || !ranks.some((rank) => this.#failed.has(rank))) return;
    const send = (signal: NodeJS.Signals): void => {
      if (member.running && !this.stopping.aborted) member.signal(signal);
    };
    this.#later(GRACE_MS, () => send("SIGTERM"));
    this.#later(GRACE_MS + TERM_MS, () => send("SIGKILL"));
  }

  #later(ms: number, action: () => void): void {
    this.#timers.push(setTimeout(action, ms));
  }

  /** Some process hears nothing of this one any more; who can't be reached by all is lost for all. */
  #cutOff(process: number, what: string): void {
    const member = this.#members.find((one) => one.process === process);
    if (member?.running !== true) return;
    const rank = member.threads ? undefined : member.ranks[0];
    this.#fail(member, rank, { code: 1, what });
    member.signal("SIGKILL");
  }

  /** Tells everybody that these ranks will not be heard of again. */
  #lose(ranks: readonly number[], reason: string): void {
    for (const rank of ranks) {
      if (!this.#gone.has(rank)) this.#roll.lose(rank, reason);
      this.#gone.add(rank);
    }
  }

  /** To all processes that run. */
  signal(signal: NodeJS.Signals): void {
    for (const member of this.#members) if (member.running) member.signal(signal);
  }
}

interface Outcome {
  readonly code: number;
  readonly signal?: NodeJS.Signals;
  readonly what: string;
}

function outcomeOf({ code, signal, why }: MemberEnd): Outcome {
  if (why !== undefined) return { code: 1, what: why };
  if (signal !== null) return { code: codeOfSignal(signal), signal, what: `was killed by ${signal}` };
  return { code: code ?? 1, what: `exited with code ${code}` };
}
