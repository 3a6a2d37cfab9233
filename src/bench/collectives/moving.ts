import { doubles, spoil, stamp, stampOf, verify, verifyStamp } from "../stamp.ts";
import { rootsOf } from "./operation.ts";
import type { Operations } from "./operation.ts";

/** Those that carry data from rank to rank as it is. The checks take the first root, rank 0. */
export const moving: Operations = {
  barrier: (world) => ({
    start: () => world.barrier(),
    prepare: () => undefined,
    verify: () => undefined,
  }),

  bcast(world, bytes) {
    const [value, into] = [doubles(bytes), doubles(bytes)];
    const options = rootsOf(world, (root) => ({ root, into }));
    return {
      start: (i) => world.bcast(value, options(i)),
      prepare: (round) => (stamp(value, world.rank, round), spoil(into)),
      verify: (round) => verifyStamp(into, 0, round, "bcast"),
    };
  },

  gather(world, bytes) {
    const [value, into] = [doubles(bytes), doubles(bytes * world.size)];
    const options = rootsOf(world, (root) => ({ root, into }));
    return {
      start: (i) => world.gather(value, options(i)),
      prepare: (round) => (stamp(value, world.rank, round), spoil(into)),
      verify: (round) => world.rank === 0 && verifyPieces(into, value.length, round, "gather"),
    };
  },

  allgather(world, bytes) {
    const [value, into] = [doubles(bytes), doubles(bytes * world.size)];
    return {
      start: () => world.allgather(value, { into }),
      prepare: (round) => (stamp(value, world.rank, round), spoil(into)),
      verify: (round) => verifyPieces(into, value.length, round, "allgather"),
    };
  },

  scatter(world, bytes) {
    const [values, into] = [doubles(bytes * world.size), doubles(bytes)];
    const options = rootsOf(world, (root) => ({ root, into }));
    const begin = world.rank * into.length;
    return {
      start: (i) => world.scatter(values, options(i)),
      prepare: (round) => (stamp(values, world.rank, round), spoil(into)),
      verify: (round) => verify(into, (i) => stampOf(0, round, begin + i), "scatter"),
    };
  },

  alltoall(world, bytes) {
    const [values, into] = [doubles(bytes * world.size), doubles(bytes * world.size)];
    const piece = into.length / world.size;
    const begin = world.rank * piece;
    return {
      start: () => world.alltoall(values, { into }),
      prepare: (round) => (stamp(values, world.rank, round), spoil(into)),
      verify: (round) =>
        verify(into, (i) => stampOf(Math.floor(i / piece), round, begin + (i % piece)), "alltoall"),
    };
  },
};

/** One piece of each rank, in their order. */
function verifyPieces(data: Float64Array, piece: number, round: number, what: string): void {
  verify(data, (i) => stampOf(Math.floor(i / piece), round, i % piece), what);
}
