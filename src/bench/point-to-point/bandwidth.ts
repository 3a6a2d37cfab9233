import { bandwidthOf } from "../benchmark.ts";
import type { Benchmark } from "../benchmark.ts";
import { SUMMARY_SIZES, USUAL_SIZES } from "../sizes.ts";
import { WINDOW, windows } from "./windows.ts";

export const benchmark: Benchmark = {
  title: `Bandwidth, ${WINDOW} messages at once`,
  columns: ["MB/s"],
  sizes: USUAL_SIZES,
  summarySizes: SUMMARY_SIZES,
  *cases(world, { sizes }) {
    for (const bytes of sizes) {
      const direction = world.rank === 0 ? "out" : "in";
      const pair = windows(world, 1 - world.rank, direction, bytes);
      yield { series: "bandwidth", bytes, messages: WINDOW, ...pair, figures: bandwidthOf(bytes) };
    }
  },
};
