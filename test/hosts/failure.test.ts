import os from "node:os";
import test from "ava";
import type { ExecutionContext } from "ava";
import { commandLine } from "../environment/processes.ts";
import { program as integrationProgram } from "../integration/run-ranks.ts";
import { block, cut, heal } from "./cuts.ts";
import { HOSTS, LAUNCHER } from "./hosts.ts";
import type { Host } from "./hosts.ts";
import { program, startOnHosts } from "./jobs.ts";
import type { HostsJob } from "./jobs.ts";
import { processesOn } from "./network.ts";

const [h1, h2, h3] = HOSTS;
const misbehave = integrationProgram("misbehave");
const show = integrationProgram("show");
const SILENCE_S = 2;

test.afterEach.always(() => heal());

/** What rank 1 does, and what becomes of the job. */
const DEEDS = [
  ["throw", 1, /exited with code 1/],
  ["exit-3", 3, /exited with code 3/],
  ["SIGKILL", 128 + os.constants.signals.SIGKILL, /was killed by SIGKILL/],
  ["SIGSEGV", 128 + os.constants.signals.SIGSEGV, /was killed by SIGSEGV/],
] as const;

for (const [deed, expected, report] of DEEDS) {
  for (const meanwhile of deed === "SIGKILL" ? ["await", "block", "compute"] : ["await"]) {
    test(`rank 1 does ${deed} on its host, the others ${meanwhile}`, async (t) => {
      const job = startOnHosts(t, ["-n", "5", "--map-by", "node", misbehave, deed, meanwhile]);
      const { code, stderr } = await job.outcome;
      t.is(code, expected, stderr);
      t.regex(stderr, new RegExp(`^ranks: rank 1 \\(pid \\d+ on ${h2.name}\\) `, "m"));
      t.regex(stderr, report);
      t.is(stderr.match(/^ranks: rank/gm)?.length, 1, stderr);
      await job.nothingIsLeft();
    });
  }
}

test("rank 1 leaves without finalizing while others wait", async (t) => {
  const job = startOnHosts(t, ["-n", "3", "--map-by", "node", misbehave, "exit-0", "await"]);
  const { code, stderr } = await job.outcome;
  t.is(code, 1);
  t.regex(stderr, /^ranks: before that, rank 1 left without finalize\(\)$/m);
  await job.nothingIsLeft();
});

test("an agent is killed", async (t) => {
  const job = await startTalking(t);
  const [agent] = processesOn(h2).filter((pid) => commandLine(pid).includes("agent.js"));
  process.kill(agent, "SIGKILL");
  await endsNaming(t, job, h2);
});

test("the connection to a host dies at its end", async (t) => {
  const job = await startTalking(t);
  const [session] = processesOn(h3).filter((pid) => /^sshd: (?!.*\[listener\])/.test(commandLine(pid)));
  process.kill(session, "SIGKILL");
  await endsNaming(t, job, h3);
});

test("the connection to a host dies at this end", async (t) => {
  const job = await startTalking(t);
  const [ssh] = job.started("ssh ").filter((pid) => commandLine(pid).includes(h1.name));
  process.kill(ssh, "SIGKILL");
  await endsNaming(t, job, h1);
});

test("a host is stopped and hears nothing, nor is heard", async (t) => {
  const job = await startTalking(t);
  const stopped = processesOn(h2).filter((pid) => !commandLine(pid).includes("[listener]"));
  for (const pid of stopped) process.kill(pid, "SIGSTOP");
  const { code, stderr } = await job.outcome;
  for (const pid of stopped) process.kill(pid, "SIGCONT");
  t.is(code, 1, stderr);
  t.regex(stderr, new RegExp(h2.name));
  await job.nothingIsLeft();
});

test("a host is cut off", async (t) => {
  const job = await startTalking(t);
  cut(h2);
  // Nothing is mended: what is on the other side ends by itself.
  await endsNaming(t, job, h2);
});

test("a host is cut off while its ranks compute", async (t) => {
  const job = startOnHosts(t, ["-n", "6", "--peer-timeout", String(SILENCE_S), show, "endless"]);
  await job.until("pid", 6);
  cut(h3);
  await endsNaming(t, job, h3);
});

test("two hosts do not reach each other, and the launcher reaches both", async (t) => {
  const job = await startTalking(t);
  block(h1, h2);
  block(h2, h1);
  await endsNaming(t, job, h1, h2);
});

test("one host does not reach another, which reaches it", async (t) => {
  const job = await startTalking(t);
  block(h1, h2);
  await endsNaming(t, job, h1, h2);
});

for (const [name, from, to] of [
  ["the launcher does not reach a host, which reaches it", LAUNCHER, h3],
  ["a host does not reach the launcher, which reaches it", h3, LAUNCHER],
] as const) {
  test(name, async (t) => {
    const job = await startTalking(t);
    block(from, to);
    await endsNaming(t, job, h3);
  });
}

for (const what of ["forever", "endless", "stubborn"] as const) {
  test(`the launcher is killed while ranks are ${what}`, async (t) => {
    const job = startOnHosts(t, ["-n", "6", show, what]);
    await job.until("pid", 6);
    job.launcher.kill("SIGKILL");
    t.is((await job.outcome).signal, "SIGKILL");
    await job.nothingIsLeft();
  });
}

test("the launcher is killed while a host is cut off", async (t) => {
  const job = startOnHosts(t, ["-n", "6", "--peer-timeout", String(SILENCE_S), show, "endless"]);
  await job.until("pid", 6);
  cut(h2);
  job.launcher.kill("SIGKILL");
  await job.outcome;
  await job.nothingIsLeft();
});

test("Ctrl-C ends the ranks of all hosts", async (t) => {
  const job = startOnHosts(t, ["-n", "6", show, "forever"]);
  await job.until("pid", 6);
  job.launcher.kill("SIGINT");
  const { code, stderr } = await job.outcome;
  t.is(code, 130);
  t.regex(stderr, /^ranks: the job was ended by SIGINT$/m);
  await job.nothingIsLeft();
});

test("a time limit ends the ranks of all hosts", async (t) => {
  const job = startOnHosts(t, ["-n", "6", "--timeout", "3", show, "stubborn"]);
  t.is((await job.outcome).code, 124);
  await job.nothingIsLeft();
});

test("a failed job starts again on its hosts", async (t) => {
  const job = startOnHosts(t, [
    "-n",
    "3",
    "--map-by",
    "node",
    "--max-restarts",
    "1",
    misbehave,
    "exit-3",
    "await",
  ]);
  const { code, stdout, stderr } = await job.outcome;
  t.is(code, 3, stderr);
  t.is(stdout.match(/^pid \d+$/gm)?.length, 6);
  t.regex(stderr, /starts again \(1 of 1\)/);
  await job.nothingIsLeft();
});

/** A job on all hosts, each rank of which has heard from every other. */
async function startTalking(t: ExecutionContext): Promise<HostsJob> {
  const job = startOnHosts(t, ["-n", "6", "--peer-timeout", String(SILENCE_S), program("talk")]);
  await job.until("has talked to all", 6);
  return job;
}

/** The job ends by itself, with one report that names one of these hosts, and leaves nothing anywhere. */
async function endsNaming(t: ExecutionContext, job: HostsJob, ...hosts: readonly Host[]): Promise<void> {
  const { code, signal, stderr } = await job.outcome;
  t.is(signal, null, "it did not end in time");
  t.is(code, 1, stderr);
  const names = hosts.map(({ name }) => name).join("|");
  t.regex(stderr, new RegExp(`^ranks: (rank|the process of ranks) .*(${names})`, "m"));
  t.is(stderr.match(/^ranks: (rank|the process)/gm)?.length, 1, stderr);
  await job.nothingIsLeft();
}
