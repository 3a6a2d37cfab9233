import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { max, sum } from "ranks";
import type { Communicator } from "ranks";
import { supersteps } from "ranks/bsp";
import type { CheckpointOptions, Context } from "ranks/bsp";
import { check, fails, same } from "../../harness/expect.ts";
import { expectedWarnings } from "../../harness/expected-warnings.ts";
import type { Random } from "../../harness/random.ts";
import { repartition, sorted, wander } from "../../harness/wandering-tokens.ts";
import type { Tokens } from "../../harness/wandering-tokens.ts";

/** A directory that all ranks know; gone afterwards. */
async function inDirectory(world: Communicator, body: (directory: string) => Promise<void>): Promise<void> {
  const parent = await world.bcast(
    world.rank === 0 ? mkdtempSync(path.join(os.tmpdir(), "test-of-ranks-")) : undefined,
  );
  await body(path.join(parent, "checkpoints"));
  await world.barrier();
  if (world.rank === 0) rmSync(parent, { recursive: true });
}

interface Walk {
  cells: Float64Array;
  heard: Map<number, bigint>;
  steps: number;
}

const STEPS = 12;
const aggregators = { largest: max, total: sum };

function begin(rank: number): Walk {
  return { cells: Float64Array.of(rank, -0, 0.1), heard: new Map(), steps: 0 };
}

/** Numbers that depend on everything that a checkpoint must keep. */
function walk(state: Walk, context: Context<typeof aggregators>): void {
  const { rank, size, superstep, aggregated } = context;
  for (const { source, tag, value } of context.messages<Float64Array>()) {
    state.cells[0] = Math.sin(state.cells[0] + value[0] * (1 + tag));
    state.heard.set(source, BigInt(superstep) ** 20n);
  }
  state.cells[2] += (aggregated.total ?? 0) / (1 + (aggregated.largest ?? 0));
  state.steps++;
  context.send(state.cells, { dest: (rank + superstep) % size, tag: superstep % 3 });
  context.aggregate("largest", state.cells[0]);
  context.aggregate("total", state.cells[0] / 3);
  if (superstep === STEPS - 1) context.halt();
}

/** Fails at this superstep, on all ranks. */
function dying(at: number): typeof walk {
  return (state, context) => {
    if (context.superstep === at) throw new Error("as planned");
    walk(state, context);
  };
}

async function diesAt(world: Communicator, at: number, checkpoint: CheckpointOptions<Walk>): Promise<void> {
  try {
    await supersteps(world, begin(world.rank), dying(at), { aggregators, checkpoint });
  } catch (error) {
    if ((error as Error).message === "as planned") return;
    throw error;
  }
  throw new Error("it did not die");
}

export async function aRunThatIsStartedAgainGivesTheSameBits(
  world: Communicator,
  random: Random,
): Promise<void> {
  const whole = await supersteps(world, begin(world.rank), walk, { aggregators, limit: STEPS });
  await inDirectory(world, async (directory) => {
    const checkpoint = { directory, name: "walk", every: 1 + random(4) };
    const { every } = checkpoint;
    const deaths = [random(STEPS), random(STEPS), random(STEPS)].sort((a, b) => a - b);
    for (const at of deaths) await diesAt(world, at, checkpoint);
    const again = await supersteps(world, begin(world.rank), walk, { aggregators, limit: STEPS, checkpoint });
    same(again.state, whole.state, "the state");
    same(again.aggregated, whole.aggregated, "aggregates");
    // The exchange that tells that all have written is the one of the superstep after.
    const last = Math.floor((deaths[2] - 1) / every) * every;
    same(again.resumedFrom, last > 0 ? last : undefined, `dead at ${deaths[2]}, every ${every}`);
    same(again.supersteps, STEPS, "supersteps of all runs together");
    await world.barrier();
    if (world.rank === 0) same(readdirSync(path.dirname(directory)), [], "what is left");
  });
}

export async function twoVersionsAreKept(world: Communicator): Promise<void> {
  await inDirectory(world, async (directory) => {
    const checkpoint = { directory, name: "walk", every: 2, keep: true };
    await supersteps(world, begin(world.rank), walk, { aggregators, checkpoint, limit: STEPS });
    await world.barrier();
    if (world.rank === 0) {
      same(readdirSync(directory).sort(), ["superstep-10", "superstep-8"], "versions");
      const files = Array.from({ length: world.size }, (_, rank) => `rank-${rank}`);
      same(readdirSync(path.join(directory, "superstep-8")).sort(), ["complete", ...files], "files");
    }
    await world.barrier();
  });
}

/** What can happen to a file between two runs. */
const DAMAGES: readonly ((file: string) => void)[] = [
  (file) => truncateSync(file, readFileSync(file).length - 1),
  (file) => truncateSync(file, 5),
  (file) => truncateSync(file, 0),
  (file) => rmSync(file),
  (file) => renameSync(file, `${file}.new`),
  (file) => {
    const bytes = readFileSync(file);
    bytes[bytes.length - 3] ^= 4;
    writeFileSync(file, bytes);
  },
  (file) => writeFileSync(file, readFileSync(file.replace("superstep-8", "superstep-4"))),
];

export async function aDamagedFileMakesAllGoBackToTheVersionBefore(
  world: Communicator,
  random: Random,
): Promise<void> {
  const victim = random(world.size);
  const damage = DAMAGES[random(DAMAGES.length)];
  const whole = await supersteps(world, begin(world.rank), walk, { aggregators, limit: STEPS });
  await inDirectory(world, async (directory) => {
    const checkpoint = { directory, name: "walk", every: 4 };
    await diesAt(world, 10, checkpoint);
    if (world.rank === victim) damage(path.join(directory, "superstep-8", `rank-${victim}`));
    await world.barrier();
    const again = await supersteps(world, begin(world.rank), walk, { aggregators, limit: STEPS, checkpoint });
    same(again.resumedFrom, 4, "the version");
    if (world.rank === victim) {
      const file = path.join(directory, "superstep-8", `rank-${victim}`);
      const said = expectedWarnings.filter((text) => text.startsWith(file));
      check(
        said.length === 1 && / is .*: the run goes on from an older/.test(said[0]),
        `a warning: ${said.join()}`,
      );
    }
    same(again.state, whole.state, "the state");
  });
}

export async function whereNothingIsWholeTheRunBeginsAnew(world: Communicator): Promise<void> {
  await inDirectory(world, async (directory) => {
    const checkpoint = { directory, name: "walk", every: 4 };
    await diesAt(world, 10, checkpoint);
    const last = world.size - 1;
    if (world.rank === last) {
      rmSync(path.join(directory, "superstep-8", `rank-${last}`));
      writeFileSync(path.join(directory, "superstep-4", "complete"), "{");
    }
    await world.barrier();
    const again = await supersteps(world, begin(world.rank), walk, { aggregators, limit: STEPS, checkpoint });
    same([again.resumedFrom, again.state.steps], [undefined, STEPS], "from the beginning");
    if (world.rank === 0) {
      const marker = path.join(directory, "superstep-4", "complete");
      check(
        expectedWarnings.some((text) => text.startsWith(`${marker} is damaged`)),
        "a warning",
      );
    }
  });
}

export async function whatIsNotOfACheckpointStays(world: Communicator): Promise<void> {
  await inDirectory(world, async (directory) => {
    const checkpoint = { directory, name: "walk", every: 4 };
    const mine = ["results", "superstep-3/rank", "superstep-x/rank-0"];
    if (world.rank === 0)
      for (const file of mine.map((name) => path.join(directory, name))) {
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, "mine");
      }
    await diesAt(world, 10, checkpoint);
    await supersteps(world, begin(world.rank), walk, { aggregators, limit: STEPS, checkpoint });
    await world.barrier();
    if (world.rank === 0) {
      const left = readdirSync(directory, { recursive: true, encoding: "utf8" });
      same(left.sort(), [...mine, "superstep-3", "superstep-x"].sort(), "what is left");
    }
    await world.barrier();
  });
}

export async function checkpointsOfSomethingElseAreRefused(world: Communicator): Promise<void> {
  await inDirectory(world, async (directory) => {
    const checkpoint = { directory, name: "walk --cells 3", every: 3 };
    await diesAt(world, 10, checkpoint);
    await world.barrier();
    const run = (name: string): Promise<unknown> =>
      supersteps(world, begin(world.rank), walk, { aggregators, checkpoint: { ...checkpoint, name } });
    await fails(
      run("walk --cells 4"),
      "ERR_RANKS_USAGE",
      /of "walk --cells 3", not of "walk --cells 4"; give/,
    );
    await world.barrier();
    if (world.rank === 0) {
      const marker = path.join(directory, "superstep-9", "complete");
      writeFileSync(marker, readFileSync(marker, "utf8").replace('"format":1', '"format":99'));
    }
    await world.barrier();
    await fails(run("walk --cells 3"), "ERR_RANKS_USAGE", /of format 99, where this version writes 1; give/);
    for (const wrong of [{ every: 0 }, { every: 1.5 }, { name: "" }, { directory: "" }])
      await fails(
        supersteps(world, begin(world.rank), walk, { aggregators, checkpoint: { ...checkpoint, ...wrong } }),
        "ERR_RANKS_USAGE",
      );
  });
}

export async function aRunGoesOnWithAnotherNumberOfRanks(world: Communicator, random: Random): Promise<void> {
  const { rank, size } = world;
  const fewer = 1 + random(size);
  const program = wander(14);
  const whole = await supersteps<Tokens>(world, { visits: new Map() }, program);
  await inDirectory(world, async (directory) => {
    const without = { directory, name: "tokens", every: 4 };
    const checkpoint = { ...without, repartition };
    const part = await world.split(rank < fewer ? 0 : undefined);
    if (part) {
      const options = { checkpoint: { ...checkpoint, keep: true }, limit: 10 };
      const first = await supersteps<Tokens>(part, { visits: new Map() }, program, options);
      same(first.halted, false, "the first part of the run");
      await part.free();
    }
    await world.barrier();
    if (fewer < size) {
      const refused = supersteps<Tokens>(world, { visits: new Map() }, program, { checkpoint: without });
      await fails(refused, "ERR_RANKS_USAGE", new RegExp(`of ${fewer} ranks, and these are ${size}; start`));
      await fails(
        supersteps<Tokens>(world, { visits: new Map() }, program, {
          checkpoint: { ...checkpoint, repartition: (shares) => shares },
        }),
        "ERR_RANKS_USAGE",
        new RegExp(`gave ${fewer} shares for ${size} ranks; give`),
      );
    }
    const again = await supersteps<Tokens>(world, { visits: new Map() }, program, { checkpoint });
    same(again.resumedFrom, 8, "the version");
    same(sorted(again.state), sorted(whole.state), "the same visits");
    check(again.halted, "it ended");
  });
}
