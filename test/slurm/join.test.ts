import { fileURLToPath } from "node:url";
import test from "ava";
import type { ExecutionContext } from "ava";
import { until } from "../environment/until.ts";
import { isRunning, program } from "../integration/run-ranks.ts";
import type { Outcome } from "../integration/run-ranks.ts";
import { startCommand } from "../integration/start-command.ts";
import type { Started } from "../integration/start-command.ts";
import { CONFIGURATION } from "./cluster.ts";

// Programs that srun starts join their world: found through munge, a secret, or PMI-1.

const sum = program("sum");
const misbehave = program("misbehave");
const cases = fileURLToPath(new URL("../harness/run-cases.js", import.meta.url));
const lifecycle = fileURLToPath(new URL("../harness/lifecycle.js", import.meta.url));
const jacobi = fileURLToPath(new URL("../../examples/jacobi.js", import.meta.url));

/** Four ranks on two nodes. */
const FOUR = ["-N", "2", "-n", "4"];

function start(options: readonly string[], args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  const command = ["srun", "--quiet", ...options, process.execPath, ...args];
  return startCommand(command, { SLURM_CONF: CONFIGURATION, ...env });
}

function run(options: readonly string[], args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Outcome> {
  return start(options, args, env).outcome;
}

/** Every rank said what process it is, and none of them is left. */
async function nothingIsLeft(t: ExecutionContext, ranks: number, { stdout }: Outcome): Promise<void> {
  const pids = [...stdout.matchAll(/^pid (\d+)$/gm)].map(([, pid]) => Number(pid));
  t.is(pids.length, ranks);
  await until(() => !pids.some(isRunning));
  t.deepEqual(pids.filter(isRunning), []);
}

interface Way {
  readonly name: string;
  readonly options: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

const WAYS: readonly Way[] = [
  { name: "munge", options: ["--mpi=none"] },
  { name: "pmi2", options: ["--mpi=pmi2"] },
  {
    name: "a secret",
    options: ["--mpi=none"],
    env: { RANKS_SECRET: "a secret of the tests of this package" },
  },
];

for (const { name, options, env } of WAYS) {
  const four = [...options, ...FOUR];

  test(`${name}: ranks on two nodes`, async (t) => {
    const { code, stdout, stderr } = await run(four, [sum], env);
    t.is(code, 0, stderr);
    t.is(stdout, "10\n");
    t.is(stderr, "");
  });

  for (const [nodes, ranks] of [
    [1, 1],
    [1, 3],
    [2, 7],
  ] as const)
    test(`${name}: ${ranks} ranks on ${nodes} nodes`, async (t) => {
      const where = ["-N", String(nodes), "-n", String(ranks)];
      const { code, stdout, stderr } = await run([...options, ...where], [sum], env);
      t.is(code, 0, stderr);
      t.is(stdout, `${(ranks * (ranks + 1)) / 2}\n`);
    });

  for (const distribution of ["block", "cyclic"])
    test(`${name}: cases that hold, ranks distributed by ${distribution}`, async (t) => {
      const topics = ["point to point", "movement: gather", "reductions: all", "communicators", "large"];
      const { code, stdout, stderr } = await run([...four, "-m", distribution], [cases, "4", ...topics], env);
      t.is(code, 0, `${stdout.slice(-500)}\n${stderr}`);
      t.is(stdout.match(/^all cases passed$/gm)?.length, 4);
    });

  test(`${name}: joining and leaving`, async (t) => {
    const { code, stdout, stderr } = await run(four, [lifecycle], env);
    t.is(code, 0, stderr);
    t.is(stdout, "left\n".repeat(4));
  });

  test(`${name}: an example`, async (t) => {
    const { code, stdout, stderr } = await run(four, [jacobi], env);
    t.is(code, 0, stderr);
    t.not(stdout, "");
  });

  for (const meanwhile of ["await", "compute"]) {
    test(`${name}: a rank exits with code 3 while the others ${meanwhile}`, async (t) => {
      const outcome = await run(four, [misbehave, "exit-3", meanwhile], env);
      // srun's is the highest of all codes.
      t.true([3, 143].includes(outcome.code ?? 0), outcome.stderr);
      t.regex(outcome.stderr, /rank 1 (was lost \(exited with code 3\)|died)/);
      await nothingIsLeft(t, 4, outcome);
    });

    // Whichever node it is on.
    for (const culprit of ["0", "1", "3"])
      test(`${name}: rank ${culprit} is killed while the others ${meanwhile}`, async (t) => {
        const outcome = await run(four, [misbehave, "SIGKILL", meanwhile, culprit], env);
        t.true((outcome.code ?? 0) > 128, outcome.stderr);
        // Who waits may end by its own error before it is told.
        const told = outcome.stderr.match(new RegExp(`rank ${culprit} (was lost \\(its|died)`, "g"));
        t.true((told?.length ?? 0) >= 3, outcome.stderr);
        await nothingIsLeft(t, 4, outcome);
      });
  }

  test(`${name}: srun is told to end`, async (t) => {
    const job = start(four, [misbehave, "nothing", "await"], env);
    await job.until("had enough");
    job.process.kill("SIGTERM");
    await nothingIsLeft(t, 4, await job.outcome);
  });
}

test("a rank that never joins is named", async (t) => {
  const script = `if [ $SLURM_PROCID = 2 ]; then sleep 8; else exec ${process.execPath} ${sum}; fi`;
  const env = { SLURM_CONF: CONFIGURATION, RANKS_START_TIMEOUT: "4" };
  const command = ["srun", "--quiet", ...FOUR, "sh", "-c", script];
  const { code, stderr } = await startCommand(command, env).outcome;
  t.not(code, 0);
  t.regex(stderr, /RanksError: rank 2 of 4 did not join within 4 s/);
});

test("two steps at a time, of one allocation", async (t) => {
  const step = `srun --quiet --exact -N 2 -n 2 ${process.execPath} ${sum}`;
  const command = ["salloc", "--quiet", "-N", "2", "-n", "4", "sh", "-c", `${step} & ${step}; wait`];
  const { code, stdout, stderr } = await startCommand(command, { SLURM_CONF: CONFIGURATION }).outcome;
  t.is(code, 0, stderr);
  t.is(stdout, "3\n3\n");
});

test("a program that a rank starts is no rank", async (t) => {
  const { code, stdout, stderr } = await run(["-N", "2", "-n", "2"], [program("starts-another")]);
  t.is(code, 0, stderr);
  t.is(stdout, "rank 0 of 1\n");
});
