import { max } from "../../collectives/reductions.ts";
import type { Communicator } from "../../comm/communicator.ts";
import type { Bsp } from "../bsp.ts";
import { World } from "../world.ts";
import { bootstrap, typical } from "./estimate.ts";
import { explained, slope } from "./fit.ts";
import type { Sample } from "./fit.ts";
import type { Estimate } from "./machine.ts";

/** Total exchanges of supersteps, measured. */
export interface BspMeasurement {
  readonly g: Estimate;
  readonly l: Estimate;
  readonly r2: number;
  /** For each h the lower quartile of its times, in microseconds. */
  readonly samples: readonly Sample[];
}

/** Words that a rank exchanges with each other one. */
const LENGTHS = [0, 16, 64, 256, 1024, 4096, 16_384, 65_536] as const;

/** A batch lasts at least this long: then neither reading the clock counts nor one turn that a rank waits for its processor. */
const BATCH_MS = 2;
/** The compiler must have seen all before it counts. */
const WARM_UP_MS = 20;
/** Supersteps of a batch while nobody knows how long they take. */
const FEW = 8;

export interface Effort {
  readonly repetitions: number;
  /** No further repetition after so long: where other work keeps the processors busy each takes many times as long. */
  readonly limitMs: number;
  /** Words for each pair of ranks, at most. */
  readonly longest: number;
}

/** For a program that wants to know roughly, and soon. */
export const BRIEF: Effort = { repetitions: 9, limitMs: 1000, longest: 4096 };
/** For a benchmark. */
export const THOROUGH: Effort = { repetitions: 61, limitMs: 6000, longest: 65_536 };

/**
 * Every rank exchanges h words with the others in one superstep, for many h, again and again, as bspbench does (Bisseling 2004,
 * section 1.5). Collective. On the ranks' clocks only durations count, and of each the longest.
 */
export async function measureBsp(comm: Communicator, effort: Effort): Promise<BspMeasurement> {
  const steps = new World(comm, {});
  const others = steps.size - 1;
  // Alone there is nobody to send anything to.
  const lengths = LENGTHS.filter((length) => length <= (others === 0 ? 0 : effort.longest));
  const room = steps.register(new Float64Array(steps.size * effort.longest), { name: "measured" });
  await steps.sync();
  const superstep = exchanging(steps, room.hpput.bind(room), effort.longest);

  const batches = [];
  for (const length of lengths) batches.push(await warmUp(comm, () => superstep(length)));
  const repetitions: number[][] = [];
  // All ranks have the same times, so all stop at the same repetition.
  for (let spent = 0; repetitions.length < effort.repetitions && spent < effort.limitMs;) {
    const times: number[] = [];
    for (const [i, length] of lengths.entries()) {
      const mine = timeOf(batches[i], () => superstep(length));
      const time = await comm.allreduce(mine, max);
      times.push(time);
      spent += (batches[i] * time) / 1000;
    }
    repetitions.push(times);
  }
  room.release();
  await steps.sync();

  const samplesOf = (some: readonly number[][]): Sample[] =>
    lengths.map((length, i) => ({ h: length * others, time: typical(some.map((times) => times[i])) }));
  const l = bootstrap(repetitions, (some) => samplesOf(some)[0].time);
  const g = bootstrap(repetitions, (some) => slope(samplesOf(some), samplesOf(some)[0].time));
  const samples = samplesOf(repetitions);
  return { g, l, samples, r2: explained(samples, g.value, l.value) };
}

type Write = (values: Float64Array, to: { readonly dest: number; readonly offset: number }) => void;

function exchanging(steps: Bsp, write: Write, longest: number): (length: number) => void {
  const { rank, size } = steps;
  const data = new Float64Array(longest).fill(rank + 1);
  return (length) => {
    if (length > 0) {
      const values = data.subarray(0, length);
      for (let i = 1; i < size; i++) write(values, { dest: (rank + i) % size, offset: rank * longest });
    }
    steps.sync().wait();
  };
}

/** Runs supersteps for a while, and finds how many make a batch; all ranks must do the same. */
async function warmUp(comm: Communicator, superstep: () => void): Promise<number> {
  let [spent, fastest] = [0, Infinity];
  while (spent < WARM_UP_MS) {
    const time = await comm.allreduce(timeOf(FEW, superstep), max);
    fastest = Math.min(fastest, time);
    spent += (FEW * time) / 1000;
  }
  return Math.max(1, Math.ceil((1000 * BATCH_MS) / fastest));
}

function timeOf(repeats: number, superstep: () => void): number {
  // The ranks do not come here at the same moment, but out of this one they do.
  superstep();
  const start = performance.now();
  for (let i = 0; i < repeats; i++) superstep();
  return (1000 * (performance.now() - start)) / repeats;
}
