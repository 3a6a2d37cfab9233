import { execFile } from "node:child_process";
import { RanksError } from "../errors.ts";

/** munged answers at once, or is not there. */
const LIMIT_MS = 10_000;

// MUNGE (https://dun.github.io/munge) makes credentials that name their maker's user to every host with the cluster's key, and
// that one user alone can open, once on each host. Slurm itself uses it.

/** A credential with this payload that only this user can open. */
export function munge(payload: string): Promise<string> {
  return run("munge", ["--restrict-uid", String(process.getuid!())], payload);
}

/** The payload of a credential that this user made. */
export async function unmunge(credential: string): Promise<string> {
  const text = await run("unmunge", ["--numeric", "--keys", "STATUS,UID"], credential);
  const end = text.indexOf("\n\n");
  const facts = new Map(
    text
      .slice(0, end)
      .split("\n")
      .map((line) => line.split(/:\s+/, 2) as [string, string]),
  );
  if (end < 0 || facts.get("STATUS") !== "0")
    throw mungeError("unmunge did not vouch for rank 0's credential");
  const maker = facts.get("UID");
  if (maker !== String(process.getuid!()))
    throw new RanksError(
      "ERR_RANKS_LAUNCH",
      `user ${maker} answered in place of rank 0: another program has the port of this job; start the job anew`,
    );
  return text.slice(end + 2);
}

function run(command: string, args: readonly string[], input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { timeout: LIMIT_MS }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(mungeError(stderr.trim() || error.message, error));
    });
    // It may be gone before it has read.
    child.stdin?.on("error", () => undefined).end(input);
  });
}

function mungeError(what: string, cause?: Error): RanksError {
  return new RanksError(
    "ERR_RANKS_LAUNCH",
    `MUNGE can't vouch for the ranks of this job (${what}); start it with srun --mpi=pmi2, ` +
      "or give all ranks the same secret in the environment: export RANKS_SECRET=$(openssl rand -hex 32)",
    { cause },
  );
}
