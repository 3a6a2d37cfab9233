import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "ava";
import type { ExecutionContext } from "ava";
import { until } from "../environment/until.ts";
import { isRunning, program } from "../integration/run-ranks.ts";
import type { Outcome } from "../integration/run-ranks.ts";
import { startCommand } from "../integration/start-command.ts";
import type { Started } from "../integration/start-command.ts";

// Programs that MPICH's launcher starts join their world through PMI-1.

const sum = program("sum");
const misbehave = program("misbehave");
const cases = fileURLToPath(new URL("../harness/run-cases.js", import.meta.url));
const lifecycle = fileURLToPath(new URL("../harness/lifecycle.js", import.meta.url));
const examples = fileURLToPath(new URL("../../examples/", import.meta.url));

function start(ranks: number, args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  return startCommand(["mpirun.mpich", "-n", String(ranks), process.execPath, ...args], env);
}

function run(ranks: number, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Outcome> {
  return start(ranks, args, env).outcome;
}

/** Every rank said what process it is, and none of them is left. */
async function nothingIsLeft(t: ExecutionContext, ranks: number, { stdout }: Outcome): Promise<void> {
  const pids = [...stdout.matchAll(/^pid (\d+)$/gm)].map(([, pid]) => Number(pid));
  t.is(pids.length, ranks);
  await until(() => !pids.some(isRunning));
  t.deepEqual(pids.filter(isRunning), []);
}

for (const ranks of [1, 2, 3, 4, 7])
  test(`${ranks} ranks`, async (t) => {
    const { code, stdout, stderr } = await run(ranks, [sum]);
    t.is(code, 0, stderr);
    t.is(stdout, `${(ranks * (ranks + 1)) / 2}\n`);
    t.is(stderr, "");
  });

test("without the native binding", async (t) => {
  const { code, stdout, stderr } = await run(3, [sum], { RANKS_NO_NATIVE: "1" });
  t.is(code, 0, stderr);
  t.is(stdout, "6\n");
});

for (const [ranks, env] of [
  [2, {}],
  [4, {}],
  [3, { RANKS_NO_NATIVE: "1" }],
] as const)
  test(`cases that hold for ${ranks} ranks ${JSON.stringify(env)}`, async (t) => {
    const topics = ["point to point", "movement: gather", "reductions: all", "communicators", "large"];
    const { code, stdout, stderr } = await run(ranks, [cases, String(ranks), ...topics], env);
    t.is(code, 0, `${stdout.slice(-500)}\n${stderr}`);
    t.is(stdout.match(/^all cases passed$/gm)?.length, ranks);
  });

test("joining and leaving", async (t) => {
  const { code, stdout, stderr } = await run(3, [lifecycle]);
  t.is(code, 0, stderr);
  t.is(stdout, "left\n".repeat(3));
});

/** In one of them a rank dies, which MPICH's launcher counts as a failure of the job, whoever goes on. */
const whole = readdirSync(examples).filter((name) => name.endsWith(".js") && name !== "survive.js");

for (const example of whole)
  test(`the example ${example}`, async (t) => {
    const { code, stdout, stderr } = await run(3, [examples + example]);
    t.is(code, 0, stderr);
    t.not(stdout, "");
  });

test("a program that a rank starts is no rank", async (t) => {
  const { code, stdout, stderr } = await run(2, [program("starts-another")]);
  t.is(code, 0, stderr);
  t.is(stdout, "rank 0 of 1\n");
});

test("a rank that never joins", async (t) => {
  const idle = [":", "-n", "1", process.execPath, "-e", "setTimeout(() => undefined, 4000)"];
  const { code, stderr } = await run(2, [sum, ...idle], { RANKS_START_TIMEOUT: "1" });
  t.not(code, 0);
  t.regex(stderr, /some ranks did not join within 1 s/);
});

for (const meanwhile of ["await", "block", "compute"]) {
  test(`a rank exits with code 3 while the others ${meanwhile}`, async (t) => {
    const outcome = await run(3, [misbehave, "exit-3", meanwhile]);
    // MPICH's launcher makes one of all codes and signals.
    t.is((outcome.code ?? 0) & 3, 3, outcome.stderr);
    t.regex(outcome.stderr, /rank 1 (was lost \(exited with code 3\)|died)/);
    t.notRegex(outcome.stderr, /rank 1 ends/);
    await nothingIsLeft(t, 3, outcome);
  });

  for (const culprit of ["0", "1"])
    test(`rank ${culprit} is killed while the others ${meanwhile}`, async (t) => {
      const outcome = await run(3, [misbehave, "SIGKILL", meanwhile, culprit]);
      t.not(outcome.code, 0, outcome.stderr);
      await nothingIsLeft(t, 3, outcome);
    });
}

test("a rank is killed, and the launcher lets the others go on", async (t) => {
  const job = startCommand([
    ...["mpirun.mpich", "-disable-auto-cleanup", "-n", "3"],
    ...[process.execPath, misbehave, "SIGKILL", "compute"],
  ]);
  const outcome = await job.outcome;
  t.not(outcome.code, 0);
  await nothingIsLeft(t, 3, outcome);
});

for (const meanwhile of ["await", "compute"])
  test(`the launcher is killed while ranks ${meanwhile}`, async (t) => {
    const job = start(3, [misbehave, "nothing", meanwhile]);
    await job.until("had enough");
    job.process.kill("SIGKILL");
    await nothingIsLeft(t, 3, await job.outcome);
  });
