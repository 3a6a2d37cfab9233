import type { Communicator } from "../../comm/communicator.ts";
import { RanksError } from "../../errors.ts";
import { World } from "../world.ts";
import { Aggregation } from "./aggregation.ts";
import type { Aggregators, NoAggregators } from "./aggregators.ts";
import { sortOut, writeBallot } from "./ballot.ts";
import { Checkpoints } from "./checkpoints.ts";
import type { Step, SuperstepsOptions, SuperstepsResult } from "./options.ts";
import type { Snapshot } from "./snapshot.ts";
import { StepContext } from "./step-context.ts";

/**
 * Runs a program of supersteps to its end: each rank's `step` gets its state and what was sent to it, and makes the next state,
 * until all ranks have voted to halt and no message is under way (Pregel, Malewicz et al. 2010, with a rank in a vertex's place;
 * supersteps are Valiant's, 1990). A rank that has halted is not called until a message wakes it. Collective; complete on a rank
 * when the end is known there.
 *
 * With `checkpoint`, states are written between supersteps, and a run that is started again goes on from the newest version that
 * is whole on all ranks. A state is data then: it comes back as it would arrive if it were sent.
 *
 * Cost of a superstep: h g + l, as of `Bsp.sync`; votes and contributions travel in the same messages, three words and the
 * contributions to each rank. Of a checkpoint: what is written and put on the disk by the slowest rank, and no message.
 *
 * Fails with what `step` throws, and then ERR_RANKS_PEER_LOST on the others when that rank leaves; ERR_RANKS_MISMATCH where ranks
 * have different aggregators; ERR_RANKS_VALUE where a state can't be written; ERR_RANKS_USAGE, on all ranks, where the directory
 * holds checkpoints of something else, or of another number of ranks and there is no `repartition`.
 *
 * @example
 * ```ts
 * import { max, spmd } from "ranks";
 * import { supersteps } from "ranks/bsp";
 * // The largest number of all, handed on around the ring.
 * await spmd(async (world) => {
 *   const { state, supersteps: count } = await supersteps(
 *     world,
 *     Math.random(),
 *     (mine, context) => {
 *       const largest = Math.max(mine, ...context.messages<number>().map(({ value }) => value));
 *       if (context.superstep === 0 || largest > mine)
 *         context.send(largest, { dest: (context.rank + 1) % context.size });
 *       context.aggregate("largest", largest);
 *       context.halt();
 *       return largest;
 *     },
 *     { aggregators: { largest: max }, limit: 1000 },
 *   );
 *   console.log(`${state} after ${count} supersteps`);
 * });
 * ```
 */
export async function supersteps<S, A extends Aggregators = NoAggregators>(
  comm: Communicator,
  initialState: S,
  step: Step<NoInfer<S>, NoInfer<A>>,
  options: SuperstepsOptions<NoInfer<S>, A> = {},
): Promise<SuperstepsResult<S, A>> {
  const { aggregators, checkpoint, limit = Infinity } = options;
  if (!(limit === Infinity || Number.isSafeInteger(limit)) || limit < 1)
    throw new RanksError("ERR_RANKS_USAGE", `limit is ${limit}; give a number of supersteps, 1 or more`);
  const checkpoints = checkpoint && new Checkpoints<S>(comm, checkpoint);
  const found = await checkpoints?.resume();
  let now: Snapshot<S> = found ?? beginning(initialState);
  const world = new World(comm, options, now.superstep);
  const aggregation = new Aggregation(aggregators ?? ({} as A));
  let over = false;
  while (!over && now.superstep < limit) {
    const context = new StepContext(world, aggregation, now);
    let { state } = now;
    if (now.halted && now.messages.length === 0) context.halt();
    else {
      const next = await step(state, context);
      if (next !== undefined) state = next;
    }

    const contributions = aggregation.take();
    const ballot = writeBallot({ active: context.hasSent || !context.halted, contributions });
    for (let dest = 0; dest < comm.size; dest++) world.send(ballot, { dest });
    await world.sync();
    await checkpoints?.confirm();

    const { messages, ballots } = sortOut(world.messages());
    const aggregated = aggregation.combine(ballots.map((each) => each.contributions));
    now = { superstep: now.superstep + 1, state, messages, aggregated, halted: context.halted };
    over = !ballots.some(({ active }) => active);
    if (!over && now.superstep < limit) await checkpoints?.save(now);
  }
  await checkpoints?.end();
  const { state, superstep, aggregated } = now;
  return {
    state,
    supersteps: superstep,
    halted: over,
    aggregated,
    resumedFrom: found?.superstep,
    report: () => world.report(),
  };
}

function beginning<S>(state: S): Snapshot<S> {
  return { superstep: 0, state, messages: [], aggregated: {}, halted: false };
}
