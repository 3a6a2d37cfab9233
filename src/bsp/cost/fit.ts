/** A superstep of h words took so many microseconds. */
export interface Sample {
  readonly h: number;
  readonly time: number;
}

/**
 * The slope of the line t = l + h g through samples, by least squares of the relative errors: with absolute ones the longest
 * supersteps alone would say what a word costs.
 */
export function slope(samples: readonly Sample[], l: number): number {
  let [above, below] = [0, 0];
  for (const { h, time } of samples) {
    const weight = 1 / (time * time);
    above += weight * h * (time - l);
    below += weight * h * h;
  }
  // No word costs less than nothing, whatever the noise says.
  return below === 0 ? 0 : Math.max(0, above / below);
}

/** Which share of the variance of the samples the line explains (R squared). */
export function explained(samples: readonly Sample[], g: number, l: number): number {
  const mean = samples.reduce((sum, { time }) => sum + time, 0) / samples.length;
  let [off, spread] = [0, 0];
  for (const { h, time } of samples) {
    off += (time - l - g * h) ** 2;
    spread += (time - mean) ** 2;
  }
  return spread === 0 ? 1 : 1 - off / spread;
}
