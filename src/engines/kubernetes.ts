import type { Engine } from "./engine.ts";

/** A pod of an Indexed Job; RANKS_SIZE, RANKS_RENDEZVOUS and RANKS_PORT come from `ranks manifest kubernetes`. */
export const kubernetes: Engine = {
  starter: "the manifest that `ranks manifest kubernetes` prints",
  signs: ["JOB_COMPLETION_INDEX"],
  job: ["RANKS_RENDEZVOUS"],
  detect(clues) {
    if (!clues.has("JOB_COMPLETION_INDEX")) return undefined;
    const { rank, size } = clues.place("JOB_COMPLETION_INDEX", "RANKS_SIZE");
    if (size === 1) return "alone";
    return {
      engine: "Kubernetes",
      rank,
      size,
      node: undefined,
      local: undefined,
      rendezvous: {
        kind: "address",
        host: clues.needText("RANKS_RENDEZVOUS"),
        port: clues.port("RANKS_PORT"),
      },
    };
  },
};
