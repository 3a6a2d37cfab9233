import { sum } from "../../collectives/reductions.ts";
import { doubles, spoil, stamp, stampOf, verify } from "../stamp.ts";
import { rootsOf } from "./operation.ts";
import type { Operations } from "./operation.ts";

/** Those that add up the ranks' arrays, element by element. The check of `reduce` takes the first root, rank 0. */
export const combining: Operations = {
  reduce(world, bytes) {
    const [value, into] = [doubles(bytes), doubles(bytes)];
    const options = rootsOf(world, (root) => ({ root, into }));
    return {
      start: (i) => world.reduce(value, sum, options(i)),
      prepare: (round) => (stamp(value, world.rank, round), spoil(into)),
      verify: (round) => world.rank === 0 && verify(into, sumOf(world.size, round), "reduce"),
    };
  },

  allreduce(world, bytes) {
    const [value, into] = [doubles(bytes), doubles(bytes)];
    return {
      start: () => world.allreduce(value, sum, { into }),
      prepare: (round) => (stamp(value, world.rank, round), spoil(into)),
      verify: (round) => verify(into, sumOf(world.size, round), "allreduce"),
    };
  },

  reduceScatter(world, bytes) {
    const [value, into] = [doubles(bytes * world.size), doubles(bytes)];
    const begin = world.rank * into.length;
    return {
      start: () => world.reduceScatter(value, sum, { into }),
      prepare: (round) => (stamp(value, world.rank, round), spoil(into)),
      verify: (round) => verify(into, (i) => sumOf(world.size, round)(begin + i), "reduceScatter"),
    };
  },

  scan(world, bytes) {
    const [value, into] = [doubles(bytes), doubles(bytes)];
    return {
      start: () => world.scan(value, sum, { into }),
      prepare: (round) => (stamp(value, world.rank, round), spoil(into)),
      verify: (round) => verify(into, sumOf(world.rank + 1, round), "scan"),
    };
  },

  exscan(world, bytes) {
    const [value, into] = [doubles(bytes), doubles(bytes)];
    return {
      start: () => world.exscan(value, sum, { into }),
      prepare: (round) => (stamp(value, world.rank, round), spoil(into)),
      verify: (round) => world.rank > 0 && verify(into, sumOf(world.rank, round), "exscan"),
    };
  },
};

/** The sum of what so many ranks sent, the first ones. */
function sumOf(ranks: number, round: number): (index: number) => number {
  return (index) => {
    let total = 0;
    for (let rank = 0; rank < ranks; rank++) total += stampOf(rank, round, index);
    return total;
  };
}
