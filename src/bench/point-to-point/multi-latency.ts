import { bandwidthOf } from "../benchmark.ts";
import type { Benchmark } from "../benchmark.ts";
import { SUMMARY_SIZES, USUAL_SIZES } from "../sizes.ts";
import { arrayPingPong } from "./ping-pong.ts";
import { pairOf } from "./pair-of.ts";

/** As many pairs as there are ranks for, all at the same time. */
export const benchmark: Benchmark = {
  title: "Half round trip of pairs that all talk at once",
  columns: ["series", "over ranks"],
  sizes: USUAL_SIZES,
  summarySizes: SUMMARY_SIZES,
  *cases(world, { sizes }) {
    const pairs = world.size >> 1;
    const pair = pairOf(world, pairs);
    const series = `${pairs} pair${pairs === 1 ? "" : "s"}`;
    for (const bytes of sizes) {
      const exchange = pair && arrayPingPong(world, pair.peer, bytes);
      yield { series, bytes, messages: 2, ...exchange, figures: bandwidthOf(bytes) };
    }
  },
};
