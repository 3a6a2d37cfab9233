import { RanksError } from "../errors.ts";
import type { Channel } from "./channel.ts";
import type { Hello } from "./messages.ts";

/** A rank that has come. */
export interface Member {
  readonly hello: Hello;
  readonly channel: Channel;
}

/** Waits until every rank of a job has come, and for no more than `startMs`. */
export class Gathering {
  /** All ranks, in order. */
  readonly complete: Promise<readonly Member[]>;
  readonly #size: number;
  readonly #version: string;
  readonly #members: (Member | undefined)[];
  #settle: (outcome: readonly Member[] | Error) => void = () => undefined;
  #failed = false;

  constructor(size: number, version: string, startMs: number) {
    this.#size = size;
    this.#version = version;
    this.#members = new Array<undefined>(size).fill(undefined);
    this.complete = new Promise((resolve, reject) => {
      const limit = setTimeout(() => this.#settle(this.#lateness(startMs)), startMs);
      this.#settle = (outcome) => {
        clearTimeout(limit);
        this.#failed ||= outcome instanceof Error;
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      };
    });
  }

  /** Those who have come so far. */
  get present(): Member[] {
    return this.#members.filter((member) => member !== undefined);
  }

  /** Takes a rank in, or says why not. */
  admit(hello: Hello, channel: Channel): string | undefined {
    const { rank, size, version } = hello;
    if (this.#failed) return `rank ${rank} came too late: the job did not start`;
    if (size !== this.#size)
      return `rank ${rank} belongs to a job of ${size} ranks, and this job has ${this.#size}; start all with the same number`;
    if (rank < 0 || rank >= size) return `there is no rank ${rank} in a job of ${size}`;
    if (version !== this.#version)
      return `rank ${rank} has version ${version} of ranks, and rank 0 has ${this.#version}; install the same everywhere`;
    if (this.#members[rank] !== undefined)
      return `rank ${rank} has come before; give every process a rank of its own`;
    this.#members[rank] = { hello, channel };
    channel.hear(
      () => channel.destroy("it spoke out of turn"),
      (why) => this.#settle(departure(rank, why)),
    );
    if (this.present.length === size) this.#settle(this.present);
    return undefined;
  }

  #lateness(startMs: number): RanksError {
    const missing = [...this.#members.keys()].filter((rank) => this.#members[rank] === undefined);
    return new RanksError(
      "ERR_RANKS_LAUNCH",
      `${namesOf(missing)} of ${this.#size} did not join within ${startMs / 1000} s; check that ` +
        "all processes of the job were started, call init(), reach rank 0 through the network and have the same secret " +
        "(the environment variable RANKS_START_TIMEOUT allows more seconds)",
    );
  }
}

export function departure(rank: number, why: string): RanksError {
  return new RanksError(
    "ERR_RANKS_LAUNCH",
    `rank ${rank} went away while the job was starting (${why}); look at what it wrote`,
  );
}

/** "rank 3", "ranks 1, 2, 5". */
function namesOf(ranks: readonly number[]): string {
  if (ranks.length === 1) return `rank ${ranks[0]}`;
  const shown = ranks.slice(0, 20).join(", ");
  return ranks.length > 20 ? `ranks ${shown} and ${ranks.length - 20} more` : `ranks ${shown}`;
}
