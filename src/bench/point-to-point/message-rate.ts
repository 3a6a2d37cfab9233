import type { Benchmark } from "../benchmark.ts";
import { pairOf } from "./pair-of.ts";
import { WINDOW, windows } from "./windows.ts";

const PAIRS = [1, 2, 4];
/** Beyond these it is bandwidth that counts. */
const SIZES = [8, 64, 512, 4096];

/** As many pairs of these as there are ranks for; the messages of all pairs count. */
export const benchmark: Benchmark = {
  title: `Messages of all pairs at once, ${WINDOW} at a time`,
  columns: ["series", "messages/s", "MB/s"],
  sizes: SIZES,
  summarySizes: SIZES,
  *cases(world, { sizes }) {
    for (const pairs of PAIRS.filter((count) => 2 * count <= world.size)) {
      const pair = pairOf(world, pairs);
      for (const bytes of sizes) {
        yield {
          series: `${pairs} pair${pairs === 1 ? "" : "s"}`,
          bytes,
          messages: WINDOW,
          ...(pair && windows(world, pair.peer, pair.first ? "out" : "in", bytes)),
          figures: (us) => ({
            messagesPerSecond: (1e6 * pairs) / us,
            megabytesPerSecond: (bytes * pairs) / us,
          }),
        };
      }
    }
  },
};
