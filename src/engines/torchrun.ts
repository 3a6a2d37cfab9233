import type { Clues } from "./clues.ts";
import type { Engine } from "./engine.ts";
import type { Membership } from "./membership.ts";

const SIGNS = ["TORCHELASTIC_RUN_ID", "RANK", "WORLD_SIZE"];
const JOB = ["MASTER_ADDR", "MASTER_PORT"];

/** torchrun itself. Whoever started it, it is the last to have started this program. */
export const torchrun: Engine = {
  starter: "torchrun",
  signs: SIGNS,
  job: JOB,
  detect: (clues) => (clues.has("TORCHELASTIC_RUN_ID") ? membership(clues, "torchrun") : undefined),
};

/**
 * The four variables that others set as torchrun does: RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT. Scripts often export the
 * last three for programs that srun or mpirun starts, so these alone are no sign here.
 */
export const masterAddress: Engine = {
  starter: "RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT set, as torchrun does",
  signs: SIGNS,
  job: JOB,
  detect: (clues) =>
    ["RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT"].every((name) => clues.has(name))
      ? membership(clues, "an environment like torchrun's")
      : undefined,
};

/**
 * Part of them, and no engine that explains it. RANK alone is a common word and says nothing; beside MASTER_ADDR it does, and
 * so does a WORLD_SIZE.
 */
export const partOfTorchrun: Engine = {
  starter: masterAddress.starter,
  signs: SIGNS,
  job: JOB,
  detect(clues) {
    if (!clues.has("WORLD_SIZE") && !(clues.has("RANK") && clues.has("MASTER_ADDR"))) return undefined;
    return membership(clues, "an environment like torchrun's");
  },
};

function membership(clues: Clues, engine: string): Membership | "alone" {
  if (clues.number("WORLD_SIZE") === 1 && clues.number("RANK") === undefined) return "alone";
  const { rank, size } = clues.place("RANK", "WORLD_SIZE");
  if (size === 1) return "alone";
  const group = clues.text("GROUP_RANK");
  const local = clues.has("LOCAL_RANK") && clues.has("LOCAL_WORLD_SIZE");
  return {
    engine,
    rank,
    size,
    node: local ? group : undefined,
    local: local && group !== undefined ? clues.place("LOCAL_RANK", "LOCAL_WORLD_SIZE") : undefined,
    rendezvous: { kind: "address", host: clues.needText("MASTER_ADDR"), port: portOf(clues) },
  };
}

/** The agent itself may listen on MASTER_PORT, and says so (PyTorch, torch/distributed/rendezvous.py). Then the next port is ours. */
function portOf(clues: Clues): number {
  const port = clues.port("MASTER_PORT");
  if (clues.text("TORCHELASTIC_USE_AGENT_STORE") !== "True") return port;
  if (port === 65_535)
    clues.refuse(
      `MASTER_PORT=${port} is torchrun's own, and there is none above it for ranks`,
      "give torchrun a lower --master-port",
    );
  return port + 1;
}
