import { Costs } from "./costs.ts";
import { exchange } from "./exchanges.ts";
import type { Machine } from "./parameters.ts";
import { predict } from "./predict.ts";
import { inTurn, powersBelow, rabenseifner } from "./rounds.ts";
import { bcast, reduce } from "./trees.ts";

/** An algorithm that the library does not have, or has and does not choose. */
export interface Proposal {
  readonly collective: string;
  readonly today: string;
  readonly next: string;
  readonly time: (machine: Machine, size: number, bytes: number) => number;
}

const inOne =
  (time: (costs: Costs, bytes: number) => number): Proposal["time"] =>
  (machine, size, bytes) =>
    machine.call + time(new Costs(machine, size), bytes);

/** Ranks of a host among themselves before and after, one rank of each host with those of the others between. */
const inTwo =
  (collective: string): Proposal["time"] =>
  (machine, size, bytes) => {
    const perHost = Math.min(machine.ranksPerHost, size);
    const host = new Costs(machine, perHost);
    const leaders = { ...machine, ranksPerHost: 1 };
    const among = predict(leaders, collective, Math.ceil(size / perHost), bytes);
    return among + reduce(host, () => bytes, collective !== "barrier") + bcast(host, bytes);
  };

/** A gather and a scatter take the same messages, one way and the other. */
const tree = inOne((costs, bytes) => reduce(costs, (ranks) => ranks * bytes, false));

/** Bruck and others 1997: in ceil(lg p) rounds, at distance d so many blocks. */
const bruck = (blocks: (size: number, distance: number) => number): Proposal["time"] =>
  inOne((costs, bytes) => {
    const rounds = powersBelow(costs.size).map((distance) => {
      return { bytes: bytes * blocks(costs.size, distance), leaving: costs.leaving(distance), combined: 0 };
    });
    return inTurn(costs, rounds);
  });

export const PROPOSALS: readonly Proposal[] = [
  {
    collective: "barrier",
    today: "flat",
    next: "two levels",
    time: (machine, size) => inTwo("barrier")(machine, size, 0),
  },
  { collective: "allreduce", today: "flat", next: "two levels", time: inTwo("allreduce") },
  {
    collective: "allreduce",
    today: "the ring, where ranks are no power of two",
    next: "Rabenseifner for these too",
    time: inOne(rabenseifner),
  },
  { collective: "gather", today: "linear", next: "a binomial tree", time: tree },
  { collective: "scatter", today: "linear", next: "a binomial tree", time: tree },
  {
    collective: "reduceScatter",
    today: "one partner at a time from 64 KiB in all",
    next: "32 partners at once",
    time: inOne((costs, bytes) => exchange(costs, bytes, 32, true)),
  },
  {
    collective: "allgather",
    today: "everybody to everybody",
    next: "Bruck's",
    time: bruck((size, distance) => Math.min(distance, size - distance)),
  },
  {
    collective: "alltoall",
    today: "everybody to everybody",
    next: "Bruck's",
    time: bruck((size) => size / 2),
  },
];
