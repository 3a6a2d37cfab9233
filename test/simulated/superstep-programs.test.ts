import path from "node:path";
import test from "ava";
import { RanksError } from "ranks";
import type { Communicator } from "ranks";
import { supersteps } from "ranks/bsp";
import type { NoAggregators, SuperstepsResult } from "ranks/bsp";
import { simulate } from "ranks/testing";
import { superstepProgramTopics } from "../harness/catalogue.ts";
import { describeError } from "../harness/describe-error.ts";
import { randomFrom, shuffled } from "../harness/random.ts";
import { simulateTopics } from "../harness/simulated-cases.ts";
import { temporaryDirectory } from "../harness/temporary-directory.ts";
import { repartition, sorted, wander } from "../harness/wandering-tokens.ts";
import type { Tokens } from "../harness/wandering-tokens.ts";

simulateTopics(superstepProgramTopics, 3);

const ROUNDS = 30;

interface Outcome {
  readonly state: Tokens;
  /** Ranks that the end was reached with. */
  readonly size: number;
  readonly resumed: boolean;
}

/** Those that are left go on from a checkpoint, without a new start of the job. */
async function survive(world: Communicator, directory: string, dies: number | undefined): Promise<Outcome> {
  const program = wander(ROUNDS);
  const step: typeof program = (state, context) => {
    if (dies !== undefined && context.superstep >= dies) throw new Error("dead");
    return program(state, context);
  };
  const checkpoint = { directory, name: "tokens", every: 3, repartition };
  for (let comm = world; ;) {
    let result: SuperstepsResult<Tokens, NoAggregators> | undefined;
    try {
      result = await supersteps<Tokens>(comm, { visits: new Map() }, step, { checkpoint });
    } catch (error) {
      const isLoss = error instanceof RanksError && /LOST|REVOKED/.test(error.code);
      if (!isLoss) throw error;
      comm.revoke();
    }
    if (await comm.agree(result !== undefined))
      return { state: result!.state, size: comm.size, resumed: result!.resumedFrom !== undefined };
    comm.revoke();
    comm = await comm.shrink();
  }
}

test("ranks die, and the others go on from a checkpoint", async (t) => {
  const [{ state: whole }] = await simulate(1, 0, (world) =>
    supersteps<Tokens>(world, { visits: new Map() }, wander(ROUNDS)),
  );
  const parent = temporaryDirectory(t);
  let resumptions = 0;
  for (let seed = 0; seed < 20; seed++) {
    const size = 2 + (seed % 4);
    const directory = path.join(parent, String(seed));
    const random = randomFrom(seed);
    const victims = new Map(
      shuffled(size, random).map((rank, i) => [rank, i < size / 3 ? random(ROUNDS) : undefined]),
    );
    try {
      const outcomes = await simulate(
        size,
        seed,
        (world) => survive(world, directory, victims.get(world.rank)),
        { onPeerLost: "reject" },
      );
      const left = outcomes.filter((outcome) => outcome !== undefined);
      t.is(left[0].size, left.length);
      resumptions += left[0].resumed ? 1 : 0;
      const visits = new Map(left.flatMap(({ state }) => [...state.visits]));
      t.deepEqual(sorted({ visits }), sorted(whole), `seed ${seed}`);
    } catch (error) {
      t.fail(`${size} simulated ranks, seed ${seed}:\n  ${describeError(error)}`);
      return;
    }
  }
  t.true(resumptions > 10, `${resumptions} runs went on from a checkpoint`);
});
