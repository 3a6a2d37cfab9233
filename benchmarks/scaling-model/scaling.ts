import { COLLECTIVES, partOf } from "./collectives.ts";
import type { Machine } from "./parameters.ts";
import { predict } from "./predict.ts";
import { simulate } from "./simulate.ts";

export const MOST = 100_000;
/** What the simulation may take: so many messages, about. */
const MESSAGES = 150_000;
/** Rings of more ranks exchange too many messages, and what everybody sends everybody grows with the square. */
const SQUARE: ReadonlySet<string> = new Set(["allgather", "alltoall", "reduceScatter"]);
/** Of pieces that exist: what everybody gets from everybody. */
const BYTES = 256 * 2 ** 20;

/** One collective's time for so many ranks. */
export interface Point {
  readonly collective: string;
  readonly bytes: number;
  readonly ranks: number;
  readonly timeUs: number;
  /** Or it is the critical path's. */
  readonly simulated: boolean;
}

/** 2, 4, 8 ... and the most. */
export function sizes(): number[] {
  const powers = [];
  for (let ranks = 2; ranks < MOST; ranks *= 2) powers.push(ranks);
  return [...powers, MOST];
}

/** Every collective for every number of ranks: simulated where that is soon done, by its critical path beyond. */
export function scaling(machine: Machine, bytes: number): Point[] {
  return COLLECTIVES.flatMap((collective) =>
    sizes().map((ranks): Point => {
      const simulated = canSimulate(collective, ranks, bytes);
      const timeUs = simulated
        ? simulate(machine, ranks, partOf(machine, collective, ranks, bytes))
        : predict(machine, collective, ranks, bytes);
      return { collective, bytes, ranks, timeUs, simulated };
    }),
  );
}

function canSimulate(collective: string, ranks: number, bytes: number): boolean {
  const messages = ranks * (SQUARE.has(collective) ? ranks : Math.log2(ranks));
  return messages <= MESSAGES && ranks * bytes <= BYTES;
}
