/** What two algorithms took for the same thing, in microseconds. */
export interface Duel {
  /** In what the threshold counts. */
  readonly at: number;
  readonly small: number;
  readonly large: number;
}

export interface Fit {
  readonly threshold: number;
  /** How many times longer today's choices take than the proposed ones, in the mean over all that was measured. */
  readonly gain: number;
}

/** Less is the noise of a machine: then all stays as it is. */
const WORTH = 1.03;
/** In place of a threshold that is never reached. */
export const NEVER = Number.MAX_SAFE_INTEGER;

/** The mean, as products go, of what is lost to the better algorithm of each duel. */
export function loss(duels: readonly Duel[], large: (at: number) => boolean): number {
  const logs = duels.map((duel) =>
    Math.log((large(duel.at) ? duel.large : duel.small) / Math.min(duel.small, duel.large)),
  );
  return Math.exp(logs.reduce((sum, log) => sum + log, 0) / duels.length);
}

/** The candidate that loses least; today's unless another one is worth it. */
function best<C>(today: C, candidates: readonly C[], lossOf: (candidate: C) => number) {
  const least = candidates.reduce((least, one) => (lossOf(one) < lossOf(least) ? one : least), today);
  const gain = lossOf(today) / lossOf(least);
  return gain < WORTH ? { chosen: today, gain: 1 } : { chosen: least, gain };
}

/** Where the algorithm for small things should give way. */
export function fitThreshold(duels: readonly Duel[], today: number): Fit {
  const candidates = [...duels.map(({ at }) => at).sort((a, b) => a - b), NEVER];
  const { chosen, gain } = best(today, candidates, (threshold) => loss(duels, (at) => at >= threshold));
  return { threshold: chosen, gain };
}

/** From where and below where the algorithm called large should be taken. */
export function fitRange(duels: readonly Duel[], today: { readonly from: number; readonly below: number }) {
  const places = duels.map(({ at }) => at).sort((a, b) => a - b);
  const ranges = places.flatMap((from, i) =>
    [...places.slice(i), places.at(-1)! + 1].map((below) => ({ from, below })),
  );
  const { chosen, gain } = best(today, ranges, ({ from, below }) =>
    loss(duels, (at) => at >= from && at < below),
  );
  return { ...chosen, gain };
}
