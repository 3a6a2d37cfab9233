import { bandwidthOf } from "../benchmark.ts";
import type { Benchmark } from "../benchmark.ts";
import { SUMMARY_SIZES, USUAL_SIZES } from "../sizes.ts";
import { WINDOW, windows } from "./windows.ts";

export const benchmark: Benchmark = {
  title: `Bandwidth both ways at once, ${WINDOW} messages each`,
  columns: ["MB/s"],
  sizes: USUAL_SIZES,
  summarySizes: SUMMARY_SIZES,
  *cases(world, { sizes }) {
    for (const bytes of sizes) {
      const pair = windows(world, 1 - world.rank, "both", bytes);
      // Each rank's window counts.
      yield { series: "bibw", bytes, messages: 2 * WINDOW, ...pair, figures: bandwidthOf(bytes) };
    }
  },
};
