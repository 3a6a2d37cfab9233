import type { Request } from "../../index.ts";
import type { Benchmark, Exchange } from "../benchmark.ts";
import { combining } from "./combining.ts";
import { moving } from "./moving.ts";
import type { Operations } from "./operation.ts";

const SIZES = Array.from({ length: 20 }, (_, i) => 8 * 2 ** i);

const operations: Operations = { ...moving, ...combining };

/** Bytes are those of one piece: what each rank contributes, or gets from each other one. */
export const benchmark: Benchmark = {
  title: "Collectives",
  columns: ["series", "over ranks"],
  sizes: SIZES,
  summarySizes: [8, 64, 1024, 8 * 1024, 64 * 1024, 512 * 1024, 4 * 2 ** 20],
  operations: Object.keys(operations),
  *cases(world, settings) {
    // The arrays are of doubles.
    const sizes = [...new Set(settings.sizes.map((bytes) => 8 * Math.ceil(bytes / 8)))];
    for (const [series, operation] of Object.entries(operations)) {
      if (settings.operations?.includes(series) === false) continue;
      for (const bytes of series === "barrier" ? [0] : sizes) {
        const { start, ...check } = operation(world, bytes);
        yield { series, bytes, exchange: inARow(start), check };
      }
    }
  },
};

function inARow(start: (i: number) => Request<unknown>): Exchange {
  return {
    blocking(repeats) {
      for (let i = 0; i < repeats; i++) start(i).wait();
    },
    async awaiting(repeats) {
      for (let i = 0; i < repeats; i++) await start(i);
    },
  };
}
