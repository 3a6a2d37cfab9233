import type { Message } from "../messages.ts";

/** What each rank tells every rank behind its messages of a superstep. */
export interface Ballot {
  /** It has not voted for the end, or it has sent something that somebody must read. */
  readonly active: boolean;
  /** To the global values. */
  readonly contributions: readonly unknown[];
}

/** A single word where there are no contributions. */
export function writeBallot({ active, contributions }: Ballot): unknown {
  const vote = active ? 1 : 0;
  return contributions.length === 0 ? vote : [vote, ...contributions];
}

function readBallot(value: unknown): Ballot {
  const [vote, ...contributions] = Array.isArray(value) ? (value as unknown[]) : [value];
  return { active: vote === 1, contributions };
}

/** Of what has come from one rank, the last is its ballot: no tag is taken from the program. */
export function sortOut(received: readonly Message<unknown>[]): {
  readonly messages: readonly Message<unknown>[];
  /** In rank order. */
  readonly ballots: readonly Ballot[];
} {
  const isBallot = ({ source }: Message<unknown>, i: number): boolean => received[i + 1]?.source !== source;
  return {
    messages: received.filter((message, i) => !isBallot(message, i)),
    ballots: received.filter(isBallot).map(({ value }) => readBallot(value)),
  };
}
