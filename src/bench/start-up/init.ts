import type { Outside } from "../benchmark.ts";
import type { Result } from "../result.ts";
import { startUp, summarizeJobs } from "./start-up.ts";
import type { StartUp } from "./start-up.ts";

/** Jobs that are started, unless said. */
const JOBS = 5;
const USUAL_RANKS = 4;

const PARTS: readonly (readonly [string, (job: StartUp) => number])[] = [
  ["init()", ({ initMs }) => initMs],
  ["all ranks ready", ({ readyMs }) => readyMs],
  ["whole job", ({ wholeMs }) => wholeMs],
];

export const benchmark: Outside = {
  title: "Start of a job",
  columns: ["series"],
  async *measure({ ranks = USUAL_RANKS, samples = JOBS, where }) {
    const jobs: StartUp[] = [];
    for (let i = 0; i < samples; i++) jobs.push(await startUp(ranks, where));
    for (const [series, part] of PARTS)
      yield { benchmark: "init", series, bytes: 0, ranks, ...summarizeJobs(jobs, part) } satisfies Result;
  },
};
