import { execFile } from "node:child_process";

const LIMIT_MS = 10_000;

/** The address by which Slurm itself reaches a node: its name, unless the cluster's configuration says otherwise. */
export function addressOfNode(node: string): Promise<string> {
  return new Promise((resolve) => {
    execFile("scontrol", ["--oneliner", "show", "node", node], { timeout: LIMIT_MS }, (_, stdout) => {
      // Where scontrol can't tell, the name must do.
      resolve(/ NodeAddr=(\S+)/.exec(stdout)?.[1] ?? node);
    });
  });
}
