import { quantileSorted } from "simple-statistics";
import type { Estimate } from "./machine.ts";

/** The median of independent measurements, and the bounds of the middle 95 % of them. */
export function estimate(measurements: readonly number[]): Estimate {
  const sorted = measurements.toSorted((a, b) => a - b);
  const [low, value, high] = [0.025, 0.5, 0.975].map((share) => quantileSorted(sorted, share));
  return { value, low, high };
}
