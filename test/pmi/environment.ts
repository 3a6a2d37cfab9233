import { lacking, provide } from "../environment/packages.ts";
import type { Environment } from "../environment/environment.ts";
import { hosts } from "../hosts/environment.ts";

const NEEDS = { "mpirun.mpich": "mpich" };

/** MPICH's launcher, which speaks PMI-1, and hosts for it. */
export const pmi: Environment = {
  ...hosts,
  provide: () => {
    hosts.provide();
    provide(NEEDS);
  },
  lacking: () => lacking(NEEDS) ?? hosts.lacking(),
  usage: `${hosts.usage}; mpirun.mpich -n 4 node program.js`,
};
