import { Bench } from "tinybench";
import type { Communicator } from "../index.ts";
import type { Exchange } from "./benchmark.ts";
import { summarize } from "./summarize.ts";
import type { Summary } from "./summarize.ts";
import type { Settings } from "./settings.ts";

/** A batch lasts at least this long: then reading the clock, some 50 ns, does not count. */
const BATCH_MS = 0.5;
/** Longer before the first case, where the compiler has everything still to do, on few cores for many ranks. */
const FIRST_WARM_UP_MS = 1000;
/** A larger size may take another path through the engine, which the compiler has not seen so far. */
const WARM_UP_MS = 200;
/** Samples of a repetition when nobody says how many: as many as fit into the time, within these limits. */
const MOST_SAMPLES = 200;
const FEWEST_SAMPLES = 5;

interface Plan {
  /** Exchanges in a batch. */
  readonly repeats: number;
  /** Batches in a repetition. */
  readonly samples: number;
}

/** What a rank does that sits a case out. */
const NOTHING: Exchange = { blocking: () => undefined, awaiting: () => Promise.resolve() };

let warm = false;

/**
 * Times one exchange by batches, each batch one iteration of tinybench, in several repetitions. All ranks of `world` run the
 * same number of batches of the same length: no limit by time (each rank would stop at another batch), and no call to find
 * out whether the function is asynchronous.
 */
export async function measure(
  world: Communicator,
  exchange: Exchange | undefined,
  messages: number,
  settings: Settings,
): Promise<Summary> {
  const active = exchange ?? NOTHING;
  const { repeats, samples } = await warmUp(world, active, settings);
  const microseconds = 1000 / (repeats * messages);
  const medians: number[] = [];
  let p99 = 0;
  let min = Infinity;
  for (let i = 0; i < settings.repetitions; i++) {
    await world.barrier();
    const latency = await repetition(active, repeats, samples, settings.awaiting);
    medians.push(latency.p50 * microseconds);
    p99 = Math.max(p99, latency.p99 * microseconds);
    min = Math.min(min, latency.min * microseconds);
  }
  const mine = exchange && { medians, p99, min };
  const all = await world.allgather(mine);
  return summarize(all.filter((times) => times !== undefined));
}

async function repetition(
  exchange: Exchange,
  repeats: number,
  samples: number,
  awaiting: boolean,
): Promise<{ readonly p50: number; readonly p99: number; readonly min: number }> {
  const bench = new Bench({ time: 0, iterations: samples, warmup: false, throws: true });
  if (awaiting) bench.add("exchange", () => exchange.awaiting(repeats), { async: true });
  else bench.add("exchange", () => exchange.blocking(repeats), { async: false });
  const [{ result }] = awaiting ? await bench.run() : bench.runSync();
  if (result.state !== "completed") throw new Error(`the measurement ended as ${result.state}`);
  return result.latency;
}

/** Runs the exchange for a while to find how often a batch must repeat it. Rank 0 decides, so that all go on together. */
async function warmUp(world: Communicator, exchange: Exchange, settings: Settings): Promise<Plan> {
  const begin = performance.now();
  const limit = warm ? WARM_UP_MS : FIRST_WARM_UP_MS;
  warm = true;
  let repeats = 1;
  for (;;) {
    const start = performance.now();
    if (settings.awaiting) await exchange.awaiting(repeats);
    else exchange.blocking(repeats);
    const end = performance.now();
    const batch = end - start;

    let decision: { repeats: number; samples?: number };
    if (batch < BATCH_MS) decision = { repeats: 2 * repeats };
    else if (end - begin < limit) decision = { repeats };
    else decision = { repeats, samples: settings.samples ?? samplesFor(batch, settings) };
    const agreed = await world.bcast(decision);
    if (agreed.samples !== undefined) return { repeats, samples: agreed.samples };
    repeats = agreed.repeats;
  }
}

function samplesFor(batchMs: number, { caseMs, repetitions }: Settings): number {
  return Math.max(FEWEST_SAMPLES, Math.min(MOST_SAMPLES, Math.round(caseMs / repetitions / batchMs)));
}
