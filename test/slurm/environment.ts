import { existsSync, mkdirSync, rmSync } from "node:fs";
import type { Environment } from "../environment/environment.ts";
import { lacking, provide } from "../environment/packages.ts";
import { SETTINGS, STATE } from "./cluster.ts";
import { isRunning, startDaemons, stopDaemons } from "./daemons.ts";
import { startMunge, stopMunge } from "./munge.ts";

const NEEDS = {
  slurmctld: "slurmctld",
  slurmd: "slurmd",
  srun: "slurm-client",
  munged: "munge",
  setpriv: "util-linux",
};

/** Slurm with two nodes on this machine. */
export const slurm: Environment = {
  provide: () => provide(NEEDS),
  lacking: () => lacking(NEEDS),
  isUp: () => existsSync(STATE) && isRunning(),

  async up() {
    if (this.isUp()) return;
    await this.down();
    mkdirSync(STATE, { mode: 0o755 });
    await startMunge();
    await startDaemons();
  },

  async down() {
    await stopDaemons();
    await stopMunge();
    rmSync(STATE, { recursive: true, force: true });
  },

  usage: `. ${SETTINGS}; srun -N 2 -n 4 hostname`,
};
