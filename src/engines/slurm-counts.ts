import { RanksError } from "../errors.ts";
import { MOST_NODES } from "./slurm-nodelist.ts";

/** A count for each node, as Slurm shortens it: `2(x3),1` is 2, 2, 2, 1 (srun(1), SLURM_TASKS_PER_NODE). */
export function expandCounts(text: string): number[] {
  return text.split(",").flatMap((part) => {
    if (!/^\d+(\(x\d+\))?$/.test(part)) broken(text);
    const [count, times = 1] = part.split("(x").map(parseNumber);
    if (times > MOST_NODES) broken(text);
    return Array.from({ length: times }, () => count);
  });
}

function parseNumber(text: string): number {
  return Number.parseInt(text, 10);
}

function broken(text: string): never {
  throw new RanksError(
    "ERR_RANKS_ENVIRONMENT",
    `"${text}" is not a number for each node as Slurm writes it, like 2(x3),1; ` +
      "leave Slurm's variables as Slurm sets them",
  );
}
