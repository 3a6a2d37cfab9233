// The area of a quarter circle, by ranks of which one dies half way. The others go on without it.
//
// All ranks know the sum of the rounds that are done, so a lost rank takes nothing with it but its part of the round that
// was in progress. The others do that round again, with the work divided among fewer.
//
//   npx ranks run -n 4 examples/survive.ts
import assert from "node:assert";
import { RanksError, spmd, sum } from "ranks";

const ROUNDS = 20;
const STRIPS_PER_ROUND = 50_000;
const STRIPS = ROUNDS * STRIPS_PER_ROUND;

/** The area of every `step`th strip of a round, from the `first` one. */
function area(round: number, first: number, step: number): number {
  let total = 0;
  for (let strip = first; strip < STRIPS_PER_ROUND; strip += step) {
    const x = (round * STRIPS_PER_ROUND + strip + 0.5) / STRIPS;
    total += Math.sqrt(1 - x * x) / STRIPS;
  }
  return total;
}

/** Whether an operation failed because a rank is lost, or because another rank gave up for that reason. */
function isLoss(error: unknown): boolean {
  return error instanceof RanksError && ["ERR_RANKS_PEER_LOST", "ERR_RANKS_REVOKED"].includes(error.code);
}

await spmd(
  async (world) => {
    // Somebody must be left: a rank that is alone lives on.
    const doomed = world.size > 1 && world.rank === world.size - 1;
    let comm = world;
    let state = { round: 0, area: 0 };
    for (;;) {
      let done = false;
      try {
        // When a rank dies in a sum, some of the others have the answer and some have not: take up where the furthest is.
        const states = await comm.allgather(state);
        state = states.reduce((a, b) => (b.round > a.round ? b : a));
        while (state.round < ROUNDS) {
          if (doomed && state.round === ROUNDS / 2) process.exit(1);
          const part = area(state.round, comm.rank, comm.size);
          const whole = await comm.allreduce(part, sum);
          state = { round: state.round + 1, area: state.area + whole };
        }
        done = true;
      } catch (error) {
        if (!isLoss(error)) throw error;
        // Others may wait in vain for this rank, which will not go on here: wake them.
        comm.revoke();
      }
      // Nobody ends before all are done: they might need each other again.
      if (await comm.agree(done)) break;
      comm = await comm.shrink();
    }

    assert(Math.abs(4 * state.area - Math.PI) < 1e-8, `4 times ${state.area} is not π`);
    assert.equal(comm.size, Math.max(1, world.size - 1));
    if (comm.rank === 0)
      console.log(`π is ${(4 * state.area).toFixed(8)}; ${comm.size} of ${world.size} ranks were left`);
  },
  { onPeerLost: "reject" },
);
