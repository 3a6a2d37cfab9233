import type { Communicator, Request } from "../../index.ts";
import type { Benchmark, Check, Exchange } from "../benchmark.ts";
import { payload, spoil, stamp, verifyStamp } from "../stamp.ts";

const SIZES = [64 * 1024, 256 * 1024, 2 ** 20, 4 * 2 ** 20];
/** How often a rank that computes looks at its requests, where it does. */
const LOOKS = 16;

/**
 * How much of a transfer takes place while the ranks compute as long as it takes alone: 100 % where both together take no longer
 * than the computation, 0 % where they take as long as one after the other. As in the osu_i* benchmarks.
 */
export const benchmark: Benchmark = {
  title: "Both ranks send and receive while they compute",
  columns: ["series", "hidden %"],
  sizes: SIZES,
  summarySizes: [256 * 1024, 4 * 2 ** 20],
  *cases(world, { sizes }) {
    for (const bytes of sizes) {
      const { median: alone } = yield { series: "alone", bytes, ...swap(world, bytes, 0, 0) };
      const hidden = (us: number): { hiddenPercent: number } => ({
        hiddenPercent: 100 * Math.min(1, Math.max(0, 1 - (us - alone) / alone)),
      });
      yield { series: "computing", bytes, ...swap(world, bytes, alone, 0), figures: hidden };
      yield { series: "with test()", bytes, ...swap(world, bytes, alone, LOOKS), figures: hidden };
    }
  },
};

/** Both start, compute for so many microseconds, and finish. */
function swap(
  world: Communicator,
  bytes: number,
  us: number,
  looks: number,
): { readonly exchange: Exchange; readonly check: Check } {
  const peer = 1 - world.rank;
  const [out, into] = [payload(bytes), payload(bytes)];
  const start = (): Request<unknown>[] => {
    const requests = [
      world.recv({ source: peer, tag: 1, into }),
      world.send(out, { dest: peer, tag: 1 }),
    ] as const;
    for (let look = 0; look < looks; look++) {
      compute(us / looks);
      for (const request of requests) request.test();
    }
    if (looks === 0) compute(us);
    return [...requests];
  };
  const exchange: Exchange = {
    blocking(repeats) {
      for (let i = 0; i < repeats; i++) for (const request of start()) request.wait();
    },
    async awaiting(repeats) {
      for (let i = 0; i < repeats; i++) await Promise.all(start());
    },
  };
  const check: Check = {
    prepare: (round) => (stamp(out, world.rank, round), spoil(into)),
    verify: (round) => verifyStamp(into, peer, round, `${bytes} bytes beside a computation`),
  };
  return { exchange, check };
}

function compute(us: number): void {
  const end = performance.now() + us / 1000;
  while (performance.now() < end);
}
