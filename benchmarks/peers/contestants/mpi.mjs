import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { available } from "../../contest.mjs";
import { folder } from "../folder.mjs";

const KINDS = [
  {
    name: "Open MPI",
    kind: "openmpi",
    flags: ["--allow-run-as-root", "--oversubscribe"],
    packages: "openmpi-bin libopenmpi-dev",
  },
  { name: "MPICH", kind: "mpich", flags: [], packages: "mpich libmpich-dev" },
];

/** How an MPI starts so many ranks. */
export function mpirun({ kind, flags }, ranks) {
  return [`mpirun.${kind}`, ...flags, "-n", String(ranks)];
}

/** The MPIs that are there: contestants of programs in C. */
export const mpis = KINDS.map((mpi) => {
  const { name, kind, packages } = mpi;
  const answer = available(`mpirun.${kind}`, "--version");
  if (answer === undefined || available(`mpicc.${kind}`, "-show") === undefined)
    return { name, missing: `apt install ${packages}` };
  const command = ({ program, ranks, samples, words }) => {
    const source = join(folder, "mpi", `${program}.c`);
    if (!existsSync(source)) return undefined;
    return [...mpirun(mpi, ranks), compiled(source, kind), String(samples), ...words];
  };
  return { name, mpi, version: /\d+\.\d+\.\d+/.exec(answer)?.[0], command };
});

let temporary;

/** Compiled when it is first needed. */
function compiled(source, kind) {
  if (temporary === undefined) {
    temporary = mkdtempSync(join(tmpdir(), "ranks-peers-"));
    process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));
  }
  const program = join(temporary, `${source.replaceAll(/\W/g, "-")}.${kind}`);
  if (existsSync(program)) return program;
  const { status, stderr } = spawnSync(`mpicc.${kind}`, ["-O2", "-o", program, source], { encoding: "utf8" });
  if (status !== 0) throw new Error(`mpicc.${kind} cannot compile ${source}:\n${stderr}`);
  return program;
}
