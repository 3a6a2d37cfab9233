import { quantile, sampleWithReplacement } from "simple-statistics";
import type { Estimate } from "./machine.ts";

const RESAMPLES = 200;

/**
 * What `figure` makes of repetitions of a measurement, and the bounds of its middle 95 % over samples drawn from them with
 * replacement (the bootstrap; Efron 1979).
 */
export function bootstrap<T>(repetitions: readonly T[], figure: (some: readonly T[]) => number): Estimate {
  const drawn = Array.from({ length: RESAMPLES }, () =>
    figure(sampleWithReplacement([...repetitions], repetitions.length)),
  );
  return { value: figure(repetitions), low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) };
}

/** The lower quartile of a measurement that was repeated: whatever else the machine does only adds to times. */
export function typical(times: readonly number[]): number {
  return quantile([...times], 0.25);
}

export function estimate(times: readonly number[]): Estimate {
  return bootstrap(times, typical);
}
