import { max, spmd, sum } from "../index.ts";
import type { Communicator, Request } from "../index.ts";
import { machine } from "./machine.ts";
import { measure } from "./measure.ts";
import type { Exchange, Timing } from "./measure.ts";
import { readSettings } from "./settings.ts";
import { formatSize } from "./sizes.ts";
import { figure, Table } from "./table.ts";

interface Result {
  readonly operation: string;
  readonly bytes: number;
  /** Of the rank that took longest. */
  readonly latencyUs: Timing;
}

type Start = (i: number) => Request<unknown>;

/** What is measured: the start of the i-th operation in a row. */
function operations(world: Communicator): readonly (readonly [string, number, Start])[] {
  const allreduce = (bytes: number): Start => {
    const value = new Float64Array(bytes / 8);
    const options = { into: new Float64Array(bytes / 8) };
    return () => world.allreduce(value, sum, options);
  };
  const word = new Float64Array(1);
  // The root goes round: a root that stays the same would run ahead of the others, and its time would not be theirs.
  const roots = Array.from({ length: world.size }, (_, root) => ({ root, into: word }));
  return [
    ["barrier", 0, () => world.barrier()],
    ["allreduce", 8, allreduce(8)],
    ["allreduce", 1024, allreduce(1024)],
    ["bcast", 8, (i) => world.bcast(word, roots[i % roots.length])],
  ];
}

function inARow(start: Start): Exchange {
  return {
    blocking(repeats) {
      for (let i = 0; i < repeats; i++) start(i).wait();
    },
    async awaiting(repeats) {
      for (let i = 0; i < repeats; i++) await start(i);
    },
  };
}

const settings = readSettings();
const { transport, json, awaiting } = settings;

await spmd(async (world) => {
  const speaker = world.rank === 0;
  const title = `Collectives on ${world.size} ranks (${transport}, ${awaiting ? "awaiting" : "blocking"})`;
  const table =
    speaker && !json ? new Table(title, ["operation", "size", "median µs", "p99 µs", "min µs"]) : undefined;
  const results: Result[] = [];
  for (const [operation, bytes, start] of operations(world)) {
    const mine = await measure(world, inARow(start), settings);
    const [median, p99, min] = await world.allreduce(Float64Array.of(mine.median, mine.p99, mine.min), max);
    results.push({ operation, bytes, latencyUs: { median, p99, min } });
    table?.row([operation, formatSize(bytes), ...[median, p99, min].map(figure)]);
  }
  if (speaker && json) {
    const report = {
      benchmark: "collectives",
      ranks: world.size,
      transport,
      awaiting,
      machine: machine(),
      results,
    };
    console.log(JSON.stringify(report));
  }
});
