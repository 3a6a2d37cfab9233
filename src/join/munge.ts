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
  const text = await run("unmunge", ["--keys", "STATUS,UID"], credential);
  const end = text.indexOf("\n\n");
  const [status, maker] = ["STATUS", "UID"].map(
    (key) => new RegExp(`^${key}:.*\\((\\d+)\\)$`, "m").exec(text.slice(0, end))?.[1],
  );
  if (end < 0 || status !== "0" || maker === undefined) throw mungeError("unmunge answered in words unknown");
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
      // unmunge says on standard output what is wrong with a credential.
      else
        reject(mungeError(/^STATUS:\s*(.+)$/m.exec(stdout)?.[1] ?? (stderr.trim() || error.message), error));
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
