import { lacking, provide } from "../environment/packages.ts";
import type { Environment } from "../environment/environment.ts";

const NEEDS = { "mpirun.mpich": "mpich" };

/** MPICH's launcher, which speaks PMI-1. Nothing runs before a job or after it. */
export const pmi: Environment = {
  provide: () => provide(NEEDS),
  lacking: () => lacking(NEEDS),
  isUp: () => true,
  up: () => Promise.resolve(),
  down: () => Promise.resolve(),
  usage: "mpirun.mpich -n 4 node program.js",
};
