import { isDeepStrictEqual } from "node:util";
import type { Communicator } from "../../index.ts";
import { encode } from "../../wire/codec.ts";
import type { Outgoing } from "../../wire/codec.ts";
import { bandwidthOf } from "../benchmark.ts";
import type { Benchmark, Case } from "../benchmark.ts";
import { stampOf } from "../stamp.ts";
import { pingPong } from "./ping-pong.ts";
import type { Letters } from "./ping-pong.ts";

interface Particle {
  readonly id: number;
  readonly name: string;
  readonly position: readonly number[];
  readonly tags: Readonly<Record<string, boolean>>;
}

/** Of records of some 60 bytes. */
const COUNTS = [1, 16, 256, 4096];

/** Lists of records, as programs have them. The size is that of the message. */
export const benchmark: Benchmark = {
  title: "Half round trip of lists of objects",
  columns: ["MB/s"],
  sizes: [],
  summarySizes: [],
  *cases(world) {
    for (const count of COUNTS) {
      const bytes = packedBytes(particles(count, 0, 0));
      const pair = exchange(world, count);
      yield { series: "object", bytes, messages: 2, ...pair, figures: bandwidthOf(bytes) };
    }
  },
};

function exchange(world: Communicator, count: number): Pick<Case, "exchange" | "check"> {
  const peer = 1 - world.rank;
  const letters: Letters = { out: particles(count, world.rank, 0) };
  return {
    exchange: pingPong(world, peer, letters),
    check: {
      prepare(round) {
        letters.out = particles(count, world.rank, round);
        letters.last = undefined;
      },
      verify(round) {
        if (!isDeepStrictEqual(letters.last, particles(count, peer, round)))
          throw new Error(`the check of ${count} objects failed: they are not those that rank ${peer} sent`);
      },
    },
  };
}

function particles(count: number, rank: number, round: number): Particle[] {
  return Array.from({ length: count }, (_, i) => ({
    id: i,
    name: `particle ${i}`,
    position: [0, 1, 2].map((axis) => stampOf(rank, round, i + axis) / 8),
    tags: { charged: i % 2 === 0, heavy: i % 3 === 0 },
  }));
}

function packedBytes(value: unknown): number {
  const out = {} as Outgoing;
  encode(value, out);
  return out.array.byteLength;
}
