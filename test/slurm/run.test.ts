import { fileURLToPath } from "node:url";
import test from "ava";
import type { ExecutionContext } from "ava";
import { run } from "../environment/command.ts";
import { commandLine, processes } from "../environment/processes.ts";
import { until } from "../environment/until.ts";
import { program as integrationProgram, startRanks } from "../integration/run-ranks.ts";
import type { Job } from "../integration/run-ranks.ts";
import { CONFIGURATION } from "./cluster.ts";

// `ranks run` inside an allocation: its agents are started with srun.

const node = fileURLToPath(new URL("./programs/node.js", import.meta.url));
const cases = fileURLToPath(new URL("../harness/run-cases.js", import.meta.url));
const misbehave = integrationProgram("misbehave");
const show = integrationProgram("show");

const env = { SLURM_CONF: CONFIGURATION };

const AGENT = /^\S+ \S+\/launch\/agent\/agent\.js$/;

interface AllocatedJob extends Job {
  /** Checks that no step of the job is left, and none of its ranks. */
  nothingIsLeft(): Promise<void>;
}

/** `ranks` with these arguments in an allocation of so many tasks on both nodes. */
function start(t: ExecutionContext, tasks: number, args: readonly string[], stdin?: string): AllocatedJob {
  const allocation = ["salloc", "--quiet", "--nodes=2", `--ntasks=${tasks}`];
  const job = startRanks(["run", ...args], {
    through: allocation,
    env,
    ...(stdin !== undefined && { stdin }),
  });
  t.teardown(() => job.launcher.kill("SIGKILL"));
  const left = (): string[] =>
    processes()
      .map(commandLine)
      .filter((line) => /^slurmstepd:|\/launch\/agent\/agent\.js|^srun /.test(line));
  return {
    ...job,
    nothingIsLeft: async () => {
      await until(() => left().length === 0);
      t.deepEqual(left(), []);
    },
  };
}

for (const size of [2, 3, 5, 6]) {
  test(`as many ranks as tasks, ${size}, on both nodes`, async (t) => {
    const job = start(t, size, [node]);
    const { code, stdout, stderr } = await job.outcome;
    t.is(code, 0, stderr);
    const lines = stdout.trimEnd().split("\n").sort();
    const sum = (size * (size + 1)) / 2;
    t.deepEqual(
      lines.map((line) => line.replace(/ on n[12]/, "")),
      [...Array(size).keys()].map((rank) => `rank ${rank} of ${size}, sum ${sum}`),
    );
    t.deepEqual([...new Set(lines.map((line) => / on (n[12])/.exec(line)?.[1]))].sort(), ["n1", "n2"]);
    await job.nothingIsLeft();
  });
}

test("ranks go round the nodes", async (t) => {
  const job = start(t, 4, ["-n", "2", "--map-by", "node", "-l", node]);
  const { code, stdout, stderr } = await job.outcome;
  t.is(code, 0, stderr);
  const lines = stdout.trimEnd().split("\n").sort();
  t.deepEqual(
    lines,
    ["n1", "n2"].map((name, rank) => `[${rank}] rank ${rank} of 2 on ${name}, sum 3`),
  );
});

test("cases that hold for 3 ranks of two nodes", async (t) => {
  const topics = ["point to point", "movement: gather", "reductions: all", "communicators", "large"];
  const job = start(t, 3, ["-l", cases, "3", ...topics]);
  const { code, stdout, stderr } = await job.outcome;
  t.is(code, 0, stderr.slice(-4000));
  t.is(stdout.match(/all cases passed/g)?.length, 3);
});

test("standard input goes to its rank", async (t) => {
  const text = "line\n".repeat(10_000);
  const job = start(t, 4, ["--stdin", "3", show, "stdin"], text);
  const { code, stdout, stderr } = await job.outcome;
  t.is(code, 0, stderr);
  t.true(stdout.includes(`3: ${JSON.stringify(text)}`));
});

test("output of which no line ends arrives", async (t) => {
  const job = start(t, 4, [show, "unfinished"]);
  const { code, stdout, stderr } = await job.outcome;
  t.is(code, 0, stderr);
  for (const rank of [0, 1, 2, 3]) t.true(stdout.includes(`no newline from ${rank}`));
});

for (const [deed, expected, report] of [
  ["exit-3", 3, /exited with code 3/],
  ["SIGKILL", 137, /was killed by SIGKILL/],
] as const) {
  test(`rank 1 does ${deed}`, async (t) => {
    const job = start(t, 4, ["--map-by", "node", misbehave, deed, "await"]);
    const { code, stderr } = await job.outcome;
    t.is(code, expected, stderr);
    t.regex(stderr, /^ranks: rank 1 \(pid \d+ on n2\) /m);
    t.regex(stderr, report);
    await job.nothingIsLeft();
  });
}

test("an agent is killed", async (t) => {
  const job = start(t, 4, [show, "forever"]);
  await job.until("pid", 4);
  const agents = processes().filter((pid) => AGENT.test(commandLine(pid)));
  t.is(agents.length, 2);
  process.kill(agents[0], "SIGKILL");
  const { code, stderr } = await job.outcome;
  t.not(code, 0);
  t.regex(stderr, /^ranks: rank \d .* on n[12]/m);
  await job.nothingIsLeft();
});

test("the job is cancelled", async (t) => {
  const job = start(t, 4, [show, "endless"]);
  await job.until("pid", 4);
  run("scancel", ["--user=root"], { env: { ...process.env, ...env } });
  const { code, signal, stderr } = await job.outcome;
  t.is(signal, null, "it did not end in time");
  t.not(code, 0);
  t.regex(stderr, /^ranks: /m);
  await job.nothingIsLeft();
});

test("a launcher that srun starts several times refuses", async (t) => {
  const through = ["srun", "--nodes=2", "--ntasks=2"];
  const { code, stderr } = await startRanks(["run", "-n", "2", node], { through, env }).outcome;
  t.not(code, 0);
  t.regex(stderr, /SLURM_STEP_NUM_TASKS/);
});
