import test from "ava";
import { attempt } from "../environment/attempt.ts";
import { CONFIGURATION, NODES } from "./cluster.ts";

const env = { ...process.env, SLURM_CONF: CONFIGURATION };

test("a step has tasks on both nodes", async (t) => {
  const { code, stdout, stderr } = await attempt(
    ["srun", "-N", "2", "-n", "4", "sh", "-c", "echo $SLURM_PROCID $SLURMD_NODENAME"],
    env,
  );
  t.is(code, 0, stderr);
  const tasks = stdout
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
  t.deepEqual(tasks.map(([task]) => task).sort(), ["0", "1", "2", "3"]);
  t.deepEqual(
    [...new Set(tasks.map(([, node]) => node))].sort(),
    NODES.map(({ name }) => name),
  );
});

test("an allocation runs steps", async (t) => {
  const { code, stdout, stderr } = await attempt(
    ["salloc", "--quiet", "-N", "2", "-n", "2", "srun", "sh", "-c", "echo $SLURM_NODEID"],
    env,
  );
  t.is(code, 0, stderr);
  t.deepEqual(stdout.trim().split("\n").sort(), ["0", "1"]);
});

test("munge vouches for this user", async (t) => {
  const { code, stdout } = await attempt(["sh", "-c", "munge --no-input | unmunge"]);
  t.is(code, 0);
  t.regex(stdout, new RegExp(`^UID:.*\\(${process.getuid!()}\\)`, "m"));
});
