/** A superstep of h words took so many microseconds. */
export interface Sample {
  readonly h: number;
  readonly time: number;
}

export interface Fit {
  readonly g: number;
  readonly l: number;
  /** Which share of the samples' variance the line explains. */
  readonly r2: number;
}

/**
 * The line t = h g + l through samples, by least squares of the relative errors: with absolute ones the longest supersteps
 * alone would say what the shortest cost.
 */
export function fit(samples: readonly Sample[]): Fit {
  let [s, sh, st, shh, sht] = [0, 0, 0, 0, 0];
  for (const { h, time } of samples) {
    const weight = 1 / (time * time);
    s += weight;
    sh += weight * h;
    st += weight * time;
    shh += weight * h * h;
    sht += weight * h * time;
  }
  const g = (s * sht - sh * st) / (s * shh - sh * sh);
  const l = (st - g * sh) / s;
  return { g, l, r2: explained(samples, (h) => h * g + l) };
}

function explained(samples: readonly Sample[], line: (h: number) => number): number {
  const mean = samples.reduce((sum, { time }) => sum + time, 0) / samples.length;
  let [off, spread] = [0, 0];
  for (const { h, time } of samples) {
    off += (time - line(h)) ** 2;
    spread += (time - mean) ** 2;
  }
  return 1 - off / spread;
}
