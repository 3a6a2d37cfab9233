import { bench } from "./bench.ts";
import { partOf } from "./collectives.ts";
import type { Machine } from "./parameters.ts";
import { simulate } from "./simulate.ts";

const OPERATIONS = ["barrier", "bcast", "allreduce", "allgather", "gather", "alltoall"];
const BYTES = [8, 64 * 1024];
/** As the benchmark does, many in a row, their roots going round. */
const ROW = 24;

/** What the model says beside what `ranks bench collectives` measures. */
export interface Comparison {
  readonly way: string;
  readonly ranks: number;
  readonly collective: string;
  readonly bytes: number;
  readonly modelUs: number;
  readonly measuredUs: number;
}

/** On 2 and 4 ranks of one host, and of as many hosts as ranks, over ZeroMQ's loopback. */
export function validate(machine: Machine): Comparison[] {
  const ways = [
    { way: "within a host", words: ["--transport", "shm"], ranksPerHost: 4 },
    { way: "between hosts", words: ["--transport", "zmq"], ranksPerHost: 1 },
  ];
  return ways.flatMap(({ way, words, ranksPerHost }) =>
    [2, 4].flatMap((ranks) => {
      const what = ["--operations", OPERATIONS.join(","), "--sizes", BYTES.join(",")];
      const results = bench(["collectives", "-n", String(ranks), ...words, ...what]);
      return results.map(({ series, bytes, latencyUs }): Comparison => {
        const part = partOf({ ...machine, ranksPerHost }, series, ranks, bytes);
        const modelUs = simulate({ ...machine, ranksPerHost }, ranks, part, ROW) / ROW;
        return { way, ranks, collective: series, bytes, modelUs, measuredUs: latencyUs.median };
      });
    }),
  );
}
