import { RanksError, spmd } from "../index.ts";
import type { Communicator } from "../index.ts";
import type { Case } from "./benchmark.ts";
import { findEntry } from "./list.ts";
import { measure } from "./measure.ts";
import type { Result, Timing } from "./result.ts";
import type { Settings } from "./settings.ts";

const settings = readSettings();

/** Each case in turn; rank 0 tells what came out, one line of JSON for each. */
await spmd(async (world) => {
  const { benchmark } = await findEntry(settings.benchmark).load();
  if (!("cases" in benchmark)) throw new Error(`${settings.benchmark} is not measured by ranks`);
  const cases = benchmark.cases(world, settings);
  let next = cases.next();
  while (!next.done) next = cases.next(await run(world, next.value));
});

function readSettings(): Settings {
  const text = process.argv.at(2);
  if (text === undefined) {
    throw new RanksError(
      "ERR_RANKS_USAGE",
      "This program measures for `ranks bench`. Start it with that command.",
    );
  }
  return JSON.parse(text) as Settings;
}

async function run(world: Communicator, each: Case): Promise<Timing> {
  const { series, bytes, queued, messages = 1, exchange, figures } = each;
  if (settings.check) await check(world, each, 0);
  const summary = await measure(world, exchange, messages, settings);
  // Once more, for buffers and the compiler are no longer what they were.
  if (settings.check) await check(world, each, 1);
  const result: Result = {
    ...{ benchmark: settings.benchmark, series, bytes },
    ...(queued !== undefined && { queued }),
    ranks: world.size,
    ...summary,
    ...figures?.(summary.latencyUs.median),
  };
  if (world.rank === 0) console.log(JSON.stringify(result));
  return summary.latencyUs;
}

async function check(world: Communicator, { exchange, check }: Case, round: number): Promise<void> {
  if (exchange !== undefined) {
    check?.prepare(round);
    if (settings.awaiting) await exchange.awaiting(1);
    else exchange.blocking(1);
    check?.verify(round);
  }
  await world.barrier();
}
