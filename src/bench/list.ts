import { RanksError } from "../errors.ts";
import type { Benchmark, Outside } from "./benchmark.ts";

/** A benchmark as `ranks bench` knows it before it is loaded. */
export interface Entry {
  readonly name: string;
  readonly description: string;
  /** How many ranks unless said; nobody can say it of a `pair`. */
  readonly ranks: number;
  readonly pair?: true;
  /** It has sizes of its own. */
  readonly unsized?: true;
  /** It measures whole jobs, not what their ranks do. */
  readonly jobs?: true;
  /** It takes too long to be one of `ranks bench all`. */
  readonly apart?: true;
  readonly load: () => Promise<{ readonly benchmark: Benchmark | Outside }>;
}

/** Every benchmark: its file, and its line here. `ranks bench all` takes them in this order. */
// prettier-ignore
export const ENTRIES: readonly Entry[] = [
  { name: "latency", description: "half the round trip of a message between 2 ranks, as osu_latency", ranks: 2, pair: true, load: () => import("./point-to-point/latency.ts") },
  { name: "bandwidth", description: "megabytes a second from one rank to another, 64 messages at once, as osu_bw", ranks: 2, pair: true, load: () => import("./point-to-point/bandwidth.ts") },
  { name: "bibw", description: "megabytes a second both ways at once, as osu_bibw", ranks: 2, pair: true, load: () => import("./point-to-point/bibw.ts") },
  { name: "message-rate", description: "messages a second of 1, 2 and 4 pairs at once, as osu_mbw_mr", ranks: 8, load: () => import("./point-to-point/message-rate.ts") },
  { name: "multi-latency", description: "half the round trip where all pairs talk at once, as osu_multi_lat", ranks: 4, load: () => import("./point-to-point/multi-latency.ts") },
  { name: "overlap", description: "how much of a large transfer takes place while the ranks compute", ranks: 2, pair: true, load: () => import("./point-to-point/overlap.ts") },
  { name: "matching", description: "time of a message where 1, 100 or 10,000 receives or messages wait", ranks: 2, pair: true, unsized: true, load: () => import("./point-to-point/matching.ts") },
  { name: "object", description: "half the round trip of plain objects, which travel by msgpackr", ranks: 2, pair: true, unsized: true, load: () => import("./point-to-point/object.ts") },
  { name: "collectives", description: "time of every collective: on the slowest rank, and over the ranks", ranks: 4, load: () => import("./collectives/collectives.ts") },
  { name: "init", description: "time from the start of a job until all its ranks are ready, and until it has ended", ranks: 4, unsized: true, jobs: true, load: () => import("./start-up/init.ts") },
  { name: "scale", description: "start, memory of a rank and barrier of jobs of 2, 4, 8 ... ranks, as processes and threads", ranks: 64, unsized: true, jobs: true, apart: true, load: () => import("./start-up/scale.ts") },
];

export function findEntry(name: string): Entry {
  const entry = ENTRIES.find((each) => each.name === name);
  if (entry === undefined)
    throw new RanksError("ERR_RANKS_USAGE", `there is no benchmark "${name}"; see ranks bench --help`);
  return entry;
}
