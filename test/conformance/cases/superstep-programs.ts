import { lor, max, maxloc, op, sum } from "ranks";
import type { Communicator } from "ranks";
import { bsp, supersteps } from "ranks/bsp";
import { check, fails, same, throws } from "../../harness/expect.ts";
import { randomFrom } from "../../harness/random.ts";
import type { Random } from "../../harness/random.ts";

export async function aProgramThatHaltsAtOnceHasOneSuperstep(world: Communicator): Promise<void> {
  const { report, ...result } = await supersteps(world, world.rank, (_, context) => context.halt());
  same(
    result,
    { state: world.rank, supersteps: 1, halted: true, aggregated: {}, resumedFrom: undefined },
    "the result",
  );
  await fails(report(), "ERR_RANKS_USAGE", /profile/);
}

export async function aMessageWakesWhoHasHalted(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const calls: number[] = [];
  // A token goes around once; all have halted from the first superstep on.
  const { supersteps: count } = await supersteps(world, undefined, (_, context) => {
    calls.push(context.superstep);
    const [token] = context.messages<number>();
    const starts = context.superstep === 0 && rank === 0;
    if (starts || (context.superstep > 0 && rank !== 0))
      context.send(starts ? 1 : token.value + 1, { dest: (rank + 1) % size, tag: 7 });
    if (context.superstep > 0)
      same(token, { source: (rank + size - 1) % size, tag: 7, value: rank || size }, "token");
    context.halt();
  });
  same(count, size + 1, "supersteps");
  same(calls, [0, rank === 0 ? size : rank], "calls of the step");
}

export async function whoDoesNotVoteAnewGoesOn(world: Communicator): Promise<void> {
  const last = world.size - 1;
  let calls = 0;
  const { supersteps: count } = await supersteps(world, 0, (state, context) => {
    calls++;
    if (context.superstep === 2 && context.rank === last) context.send("wake up", { dest: 0 });
    if (context.superstep < 2 ? context.rank !== last : context.superstep !== 3) context.halt();
    return state + 1;
  });
  // Rank 0 is woken in superstep 3, doesn't halt there, and does in superstep 4.
  same(count, 5, "supersteps");
  same(calls, (world.rank === last ? 3 : 1) + (world.rank === 0 ? 2 : 0), "calls");
}

export async function aStepMayAwaitAndChangeItsStateInPlace(world: Communicator): Promise<void> {
  const { state } = await supersteps(world, { total: 0 }, async (mine, context) => {
    mine.total += await context.comm.allreduce(context.rank + context.superstep, sum);
    if (context.superstep === 4) context.halt();
  });
  const { size } = world;
  same(state, { total: 5 * ((size * (size - 1)) / 2) + 10 * size }, "the state");
}

export async function aLimitStopsAndSaysSo(world: Communicator): Promise<void> {
  const endless = await supersteps(world, 0, (n) => n + 1, { limit: 7 });
  same([endless.state, endless.supersteps, endless.halted], [7, 7, false], "stopped");
  const short = await supersteps(world, 0, (n, c) => (n === 6 && c.halt(), n + 1), { limit: 7 });
  same([short.state, short.supersteps, short.halted], [7, 7, true], "ended by itself");
}

const concat = op((left: string, right: string) => left + right);

export async function aggregatesAreReadInTheNextSuperstep(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const result = await supersteps(
    world,
    null,
    (_, context) => {
      const { superstep, aggregated } = context;
      if (superstep === 0) same(aggregated, {}, "before the first");
      else {
        const ranks = Array.from({ length: size }, (__, i) => i);
        const names = ranks.map((i) => `${i}${superstep - 1};${i}${superstep - 1},`).join("");
        same(aggregated.names, names, "in the order of ranks, then of the program");
        same(aggregated.largest, superstep - 1 + size - 1, "max");
        same(aggregated.where, { value: size - 1, index: size - 1 }, "maxloc");
        same(aggregated.anybody, superstep === 2, "lor");
        same(aggregated.never, undefined, "nobody contributed");
        same(aggregated.once, superstep === 1 ? 5 : undefined, "of one superstep only");
      }
      context.aggregate("names", `${rank}${superstep};`);
      context.aggregate("names", `${rank}${superstep},`);
      context.aggregate("largest", rank + superstep);
      context.aggregate("where", { value: rank, index: rank });
      context.aggregate("anybody", rank === 0 && superstep === 1);
      if (rank === size - 1 && superstep === 0) context.aggregate("once", 5);
      if (superstep === 3) context.halt();
    },
    { aggregators: { names: concat, largest: max, where: maxloc, anybody: lor, never: sum, once: sum } },
  );
  same(result.aggregated.largest, 3 + size - 1, "of the last superstep");
}

export async function misuseIsRefused(world: Communicator): Promise<void> {
  const step = (): void => undefined;
  for (const limit of [0, -1, 1.5, NaN])
    await fails(supersteps(world, 0, step, { limit }), "ERR_RANKS_USAGE", /limit is/);
  await supersteps(
    world,
    0,
    (_, context) => {
      const misspelt = "sun" as "sum";
      throws(() => context.aggregate(misspelt, 1), "ERR_RANKS_USAGE", /no aggregator "sun"/);
      const text = "1" as unknown as number;
      throws(() => context.aggregate("sum", text), "ERR_RANKS_USAGE", /sum cannot combine/);
      throws(() => context.send(1, { dest: context.size }), "ERR_RANKS_RANK");
      throws(() => context.send(1, { dest: 0, tag: -1 }), "ERR_RANKS_TAG");
      context.halt();
    },
    { aggregators: { sum } },
  );
  if (world.size === 1) return;
  await fails(
    supersteps(world, 0, (_, context) => context.aggregate("a", 1), {
      aggregators: { a: sum, ...(world.rank === 0 && { b: sum }) },
    }),
    "ERR_RANKS_MISMATCH",
    /aggregators/,
  );
}

/** Random messages: what each superstep must bring can be computed from the seed by every rank. */
export async function randomMessagesComeInOrder(world: Communicator, random: Random): Promise<void> {
  const { size } = world;
  const seed = random(1 << 30);
  const sent = (source: number, superstep: number): { dest: number; tag: number; value: unknown }[] => {
    const draw = randomFrom(seed + 1000 * superstep + source);
    if (superstep === 5) return [];
    return Array.from({ length: draw(4) }, (_, i) => ({
      dest: draw(size),
      tag: draw(3),
      value: [draw(100), "text", new Int32Array(draw(3) === 0 ? 3000 : 3).fill(i), { i }][draw(4)],
    }));
  };
  const others = bsp(world);
  const { supersteps: count } = await supersteps(world, 0, (_, context) => {
    const { rank, superstep } = context;
    const expected = Array.from({ length: size }, (__, source) => source).flatMap((source) =>
      superstep === 0 ? [] : sent(source, superstep - 1).map((each) => ({ source, ...each })),
    );
    same(
      context.messages(),
      expected.filter(({ dest }) => dest === rank).map(({ source, tag, value }) => ({ source, tag, value })),
      `superstep ${superstep}`,
    );
    for (const { dest, tag, value } of sent(rank, superstep)) context.send(value, { dest, tag });
    if (superstep === 5) context.halt();
  });
  check(count === 6, `${count} supersteps`);
  // Other supersteps of the same communicator have nothing to do with it.
  same(others.superstep, 0, "the other supersteps");
  await others.sync();
}
