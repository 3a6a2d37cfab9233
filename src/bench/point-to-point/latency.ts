import { bandwidthOf } from "../benchmark.ts";
import type { Benchmark } from "../benchmark.ts";
import { SUMMARY_SIZES, USUAL_SIZES } from "../sizes.ts";
import { arrayPingPong } from "./ping-pong.ts";

/** The time of a message is half the round trip. */
export const benchmark: Benchmark = {
  title: "Half round trip",
  columns: ["MB/s"],
  sizes: USUAL_SIZES,
  summarySizes: SUMMARY_SIZES,
  *cases(world, { sizes }) {
    for (const bytes of sizes) {
      const pair = arrayPingPong(world, 1 - world.rank, bytes);
      yield { series: "latency", bytes, messages: 2, ...pair, figures: bandwidthOf(bytes) };
    }
  },
};
