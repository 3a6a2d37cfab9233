import { existsSync } from "node:fs";
import { join } from "node:path";
import { available } from "../../contest.mjs";
import { folder } from "../folder.mjs";
import { mpirun, mpis } from "./mpi.mjs";

/** Debian's, whose mpi4py is made for Debian's Open MPI. */
const PYTHON = "/usr/bin/python3";
const openmpi = mpis.find(({ name }) => name === "Open MPI");
const version = available(PYTHON, "-c", "import mpi4py; print(mpi4py.__version__)");

/** By Send and Recv, which take arrays, and by send and recv, which take every object. */
export const mpi4py =
  version === undefined || openmpi.missing !== undefined
    ? [{ name: "mpi4py", missing: "apt install python3-mpi4py openmpi-bin libopenmpi-dev" }]
    : [
        { name: "mpi4py", version, command: start("") },
        { name: "mpi4py objects", command: start("objects-") },
      ];

function start(prefix) {
  return ({ program, ranks, samples, words }) => {
    const script = join(folder, "mpi4py", `${prefix}${program}.py`);
    if (!existsSync(script)) return undefined;
    return [...mpirun(openmpi.mpi, ranks), PYTHON, "-B", script, String(samples), ...words];
  };
}
