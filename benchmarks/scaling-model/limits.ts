import { layout } from "#dist/memory/layout.js";
import { EAGER_CREDIT } from "#dist/progress/link.js";
import { WINDOW } from "#dist/transport/pump.js";
import { eagerWithin } from "./network.ts";
import type { Machine } from "./parameters.ts";

/** Where something that grows with the number of ranks passes a bound. */
export interface Limit {
  readonly what: string;
  /** The number of ranks from which on it is passed, of the job or of a host; undefined where that is beyond all that is asked. */
  readonly ranks: number | undefined;
  readonly of: "job" | "host";
  readonly today: string;
  readonly next: string;
}

const GIB = 2 ** 30;
const SECOND = 1e6;
const MOST = 1 << 22;
/** Logins at the same moment (src/launch/agent/hosts.ts). */
const LOGINS = 32;
/** A message names its ranks by 16 bits each (src/wire/envelope.ts). */
const RANK_BITS = 16;

/** The least number from which on it holds. */
export function leastWith(holds: (ranks: number) => boolean): number | undefined {
  let above = 2;
  while (!holds(above)) if ((above *= 2) > MOST) return undefined;
  let below = above / 2;
  while (above - below > 1) {
    const middle = (above + below) >> 1;
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}

export function limitsOf(machine: Machine): Limit[] {
  const { ranksPerHost, between, start } = machine;
  const others = (ranks: number): number => Math.max(0, ranks - ranksPerHost);
  const limits: Limit[] = [
    {
      what: "rings for each pair of a host get smaller: what goes out unasked is below 4 KiB",
      of: "host",
      ranks: leastWith((ranks) => eagerWithin(ranks) < 4096),
      today: "all rings of a host are there from the start (src/memory/layout.ts)",
      next: "rings for pairs that talk; one inbox for each rank",
    },
    {
      what: "the rings of a host, which grow with the square, take more than 1 GiB",
      of: "host",
      ranks: leastWith((ranks) => layout(ranks).bytes > GIB),
      today: "the smallest ring has 8 KiB",
      next: "the same",
    },
    {
      what: `a process needs more than its ${start.descriptors} descriptors`,
      of: "job",
      ranks: leastWith((ranks) => others(ranks) * start.descriptorsPerPeer > start.descriptors),
      today: `every pump connects to every other, ${start.descriptorsPerPeer} descriptors each`,
      next: "connections when they are first needed; one pump for each host",
    },
    {
      what: "a rank may have to keep more than 4 GiB of messages that it has not asked for",
      of: "job",
      ranks: leastWith((ranks) => (ranks - 1) * EAGER_CREDIT > 4 * GIB),
      today: "1 MiB of credit for each ordered pair (src/progress/link.ts)",
      next: "credit out of one pool for each receiver",
    },
    {
      what: "a pump may have more than 4 GiB under way",
      of: "job",
      ranks: leastWith((ranks) => others(ranks) * WINDOW > 4 * GIB),
      today: "a window of 4 MiB for each ordered pair of processes (src/transport/pump.ts)",
      next: "the same",
    },
    {
      what: "the launcher writes for more than 10 s where everybody listens",
      of: "job",
      ranks: leastWith((ranks) => ranks * ranks * start.endpoint > 10 * SECOND),
      today: "one launcher tells each process of all others, for each process anew (src/job/roll.ts)",
      next: "written once and handed down a tree of agents; addresses when they are needed",
    },
    {
      what: "logging in to all hosts takes more than 10 s",
      of: "job",
      ranks: leastWith((ranks) => (Math.ceil(ranks / ranksPerHost) / LOGINS) * start.login > 10 * SECOND),
      today: `${LOGINS} logins at the same moment, from one launcher (src/launch/agent/hosts.ts)`,
      next: "agents that log in to further hosts",
    },
    {
      what: "finalize takes more than 1 s: everybody says farewell to everybody",
      of: "job",
      ranks: leastWith((ranks) => (ranks - 1) * Math.max(between.o, between.g) > SECOND),
      today: "a frame to each rank (src/progress/farewell.ts)",
      next: "a barrier, and farewells only to those that were spoken to",
    },
    {
      what: "a rank's number no longer fits",
      of: "job",
      ranks: 2 ** RANK_BITS + 1,
      today: `${RANK_BITS} bits in the envelope (src/wire/envelope.ts), and in the numbers of communicators`,
      next: "a longer envelope",
    },
  ];
  return limits.sort((one, other) => (one.ranks ?? Infinity) - (other.ranks ?? Infinity));
}
