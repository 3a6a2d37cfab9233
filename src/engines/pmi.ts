import type { Engine } from "./engine.ts";

/**
 * PMI-1 over an inherited descriptor: hydra (MPICH, Intel MPI), `srun --mpi=pmi2`, Flux. Who shares a node is known at its other
 * end, under the key PMI_process_mapping.
 */
export const pmi: Engine = {
  starter: "mpirun.mpich, srun --mpi=pmi2 or another PMI-1 launcher",
  signs: ["PMI_FD", "PMI_PORT", "PMI_RANK", "PMI_ID", "PMI_SIZE"],
  job: [],
  detect(clues) {
    if (!pmi.signs.some((name) => clues.has(name))) return undefined;
    const port = clues.text("PMI_PORT");
    if (port !== undefined && !clues.has("PMI_FD"))
      clues.refuse(
        `PMI_PORT=${port} says that this program belongs to a job whose launcher is asked over tcp, which ranks does not do`,
        "start it without -pmi-port",
      );
    const { rank, size } = clues.place(clues.has("PMI_RANK") ? "PMI_RANK" : "PMI_ID", "PMI_SIZE");
    if (size === 1) return "alone";
    const fd =
      clues.number("PMI_FD") ??
      clues.refuse(
        `PMI_SIZE=${size} says that this program is one of ${size}, but PMI_FD names no descriptor to join them through`,
      );
    return {
      engine: "a PMI-1 launcher",
      rank,
      size,
      node: undefined,
      local: undefined,
      rendezvous: { kind: "pmi", fd },
    };
  },
};
