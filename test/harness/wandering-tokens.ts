import type { NoAggregators, Share, Step } from "ranks/bsp";

export interface Tokens {
  /** How often each token has been here, by its number. */
  readonly visits: Map<number, number>;
}

/** Tokens that wander among 60 places, which are dealt out to the ranks. */
const PLACES = 60;
const TOKENS = 10;

/** So many rounds. */
export function wander(limit: number): Step<Tokens, NoAggregators> {
  return ({ visits }, context) => {
    const here =
      context.superstep === 0
        ? Array.from({ length: TOKENS }, (_, token) => ({ token, place: token * 5 })).filter(
            ({ place }) => place % context.size === context.rank,
          )
        : context.messages<{ token: number; place: number }>().map(({ value }) => value);
    for (const { token, place } of here) {
      visits.set(place, (visits.get(place) ?? 0) + token);
      const next = (place * 7 + token + context.superstep) % PLACES;
      if (context.superstep < limit) context.send({ token, place: next }, { dest: next % context.size });
    }
    context.halt();
  };
}

/** Visits and tokens go to who owns the place now. */
export function repartition(shares: readonly Share<Tokens>[], size: number): Share<Tokens>[] {
  const visits = shares.flatMap(({ state }) => [...state.visits]);
  const messages = shares.flatMap((share) => share.messages ?? []);
  return Array.from({ length: size }, (_, rank) => ({
    state: { visits: new Map(visits.filter(([place]) => place % size === rank)) },
    messages: messages.filter(({ value }) => (value as { place: number }).place % size === rank),
  }));
}

/** For comparisons. */
export function sorted({ visits }: Tokens): [number, number][] {
  return [...visits].sort(([a], [b]) => a - b);
}
