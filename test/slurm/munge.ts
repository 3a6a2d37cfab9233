import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { run, succeeds } from "../environment/command.ts";
import { end, pidIn } from "../environment/processes.ts";
import { until } from "../environment/until.ts";
import { STATE } from "./cluster.ts";

/** Where everybody looks for munge, Slurm's daemons and the command `munge`. */
const RUN = "/run/munge";

const OWN = path.join(STATE, "munge");
const PID_FILE = path.join(OWN, "munged.pid");

/** Uses the machine's munge when one answers, and starts one with a key of its own otherwise. */
export async function startMunge(): Promise<void> {
  if (answers()) return;
  const owner = { uid: Number(run("id", ["-u", "munge"])), gid: Number(run("id", ["-g", "munge"])) };
  for (const directory of [OWN, RUN]) {
    mkdirSync(directory, { recursive: true, mode: 0o755 });
    chownSync(directory, owner.uid, owner.gid);
  }
  const key = path.join(OWN, "key");
  writeFileSync(key, randomBytes(128), { mode: 0o400 });
  chownSync(key, owner.uid, owner.gid);
  const files = {
    "key-file": key,
    "pid-file": PID_FILE,
    "seed-file": path.join(OWN, "seed"),
    "log-file": path.join(OWN, "log"),
  };
  const options = Object.entries(files).map(([option, file]) => `--${option}=${file}`);
  // A socket that a killed munge has left is no reason to give up.
  run("setpriv", ["--reuid=munge", "--regid=munge", "--clear-groups", "munged", "--force", ...options]);
  if (!(await until(answers))) throw new Error(`munge does not answer; see ${files["log-file"]}`);
}

/** Ends the munge that was started here, if one was, and leaves the machine's own alone. */
export async function stopMunge(): Promise<void> {
  if (!existsSync(OWN)) return;
  const pid = pidIn(PID_FILE, "munged");
  if (pid !== undefined) await end([pid]);
  rmSync(RUN, { recursive: true, force: true });
}

function answers(): boolean {
  return succeeds("munge", ["--no-input"]);
}
