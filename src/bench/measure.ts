import { Bench } from "tinybench";
import type { Communicator } from "../comm/communicator.ts";
import type { Settings } from "./settings.ts";

/** One exchange between ranks, `repeats` times in a row, in both forms. */
export interface Exchange {
  blocking(repeats: number): void;
  awaiting(repeats: number): Promise<void>;
}

/** Microseconds of one exchange. */
export interface Timing {
  readonly median: number;
  readonly p99: number;
  readonly min: number;
}

/** A batch lasts at least this long: then reading the clock, some 50 ns, does not count. */
const BATCH_MS = 0.5;
/** Longer before the first size, where the compiler has everything still to do, on few cores for many ranks. */
const FIRST_WARM_UP_MS = 1000;
/** A larger size may take another path through the engine, which the compiler has not seen so far. */
const WARM_UP_MS = 200;
/** Samples of a size when nobody says how many: as many as fit into the time, within these limits. */
const MOST_SAMPLES = 200;
const FEWEST_SAMPLES = 20;
const TIME_MS = 2000;

interface Plan {
  /** Exchanges in a batch. */
  readonly repeats: number;
  /** Batches. */
  readonly samples: number;
}

let warm = false;

/**
 * Times one exchange by batches, each batch one iteration of tinybench. All ranks of `world` run the same number of batches
 * of the same length: no limit by time (each rank would stop at another batch), and no call to find out whether the
 * function is asynchronous.
 */
export async function measure(world: Communicator, exchange: Exchange, settings: Settings): Promise<Timing> {
  const { awaiting } = settings;
  const { repeats, samples } = await warmUp(world, exchange, settings);
  const bench = new Bench({ time: 0, iterations: samples, warmup: false, throws: true });
  if (awaiting) bench.add("exchange", () => exchange.awaiting(repeats), { async: true });
  else bench.add("exchange", () => exchange.blocking(repeats), { async: false });

  await world.barrier();
  const [task] = awaiting ? await bench.run() : bench.runSync();
  const { result } = task;
  if (result.state !== "completed") throw new Error(`the measurement ended as ${result.state}`);
  const microseconds = (milliseconds: number): number => (1000 * milliseconds) / repeats;
  const { p50, p99, min } = result.latency;
  return { median: microseconds(p50), p99: microseconds(p99), min: microseconds(min) };
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
    else decision = { repeats, samples: settings.samples ?? samplesFor(batch) };
    const agreed = await world.bcast(decision);
    if (agreed.samples !== undefined) return { repeats, samples: agreed.samples };
    repeats = agreed.repeats;
  }
}

function samplesFor(batchMs: number): number {
  return Math.max(FEWEST_SAMPLES, Math.min(MOST_SAMPLES, Math.round(TIME_MS / batchMs)));
}
