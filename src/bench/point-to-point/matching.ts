import type { Communicator, Request } from "../../index.ts";
import type { Benchmark } from "../benchmark.ts";
import { doubles, spoil, stamp, verifyStamp } from "../stamp.ts";
import { inSteps } from "./in-steps.ts";
import type { Steps } from "./in-steps.ts";

const QUEUED = [1, 100, 10_000];

/**
 * Rank 1 has so many receives posted, or so many messages that nobody has asked for, each with a tag of its own; they match in
 * reverse order, the worst for a list. The time is that of one message.
 */
export const benchmark: Benchmark = {
  title: "A message of 8 bytes where many wait to be matched",
  columns: ["series", "waiting", "messages/s"],
  sizes: [8],
  summarySizes: [8],
  *cases(world) {
    for (const [series, steps] of [
      ["posted", posted],
      ["unexpected", unexpected],
    ] as const) {
      for (const queued of QUEUED) {
        const data = doubles(8 * queued);
        yield {
          ...{ series, bytes: 8, queued, messages: queued },
          exchange: inSteps(world, steps(world, data)),
          check: {
            prepare: (round) => (world.rank === 0 ? stamp(data, 0, round) : spoil(data)),
            verify: (round) => verifyStamp(data, 0, round, `${queued} ${series} messages`),
          },
          figures: (us) => ({ messagesPerSecond: 1e6 / us }),
        };
      }
    }
  },
};

/** Rank 1 posts all its receives, then lets rank 0 send. */
function posted(world: Communicator, data: Float64Array): Steps {
  if (world.rank === 1) return { before: receives(world, data), says: true };
  return { after: sends(world, data, true), says: false };
}

/** Rank 0 sends all its messages and a word behind them; when that is there, rank 1 begins to receive. */
function unexpected(world: Communicator, data: Float64Array): Steps {
  if (world.rank === 0) return { before: sends(world, data), says: true };
  return { after: receives(world, data, true), says: false };
}

function sends(world: Communicator, data: Float64Array, reversed = false): () => Request<unknown>[] {
  const messages = inOrder(data, reversed).map(([element, tag]) => [element, { dest: 1, tag }] as const);
  return () => messages.map(([element, to]) => world.send(element, to));
}

function receives(world: Communicator, data: Float64Array, reversed = false): () => Request<unknown>[] {
  const places = inOrder(data, reversed).map(([into, tag]) => ({ source: 0, tag, into }));
  return () => places.map((from) => world.recv(from));
}

/** Each element and its tag. */
function inOrder(data: Float64Array, reversed: boolean): (readonly [Float64Array, number])[] {
  const elements = Array.from(data, (_, tag) => [data.subarray(tag, tag + 1), tag] as const);
  return reversed ? elements.reverse() : elements;
}
