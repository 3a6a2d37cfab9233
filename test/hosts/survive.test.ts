import test from "ava";
import type { ExecutionContext } from "ava";
import { block, cut, heal } from "./cuts.ts";
import { HOSTS } from "./hosts.ts";
import { program, startOnHosts } from "./jobs.ts";
import type { HostsJob } from "./jobs.ts";

const [h1, h2, h3] = HOSTS;
const SILENCE_S = 2;

test.afterEach.always(() => heal());

test("a rank is killed, and the others go on", async (t) => {
  const job = await startComputing(t, "--map-by", "node");
  process.kill(job.pidOf(1), "SIGKILL");
  t.deepEqual(await survivors(t, job), [0, 2, 3, 4, 5]);
});

test("two ranks of different hosts are killed at once", async (t) => {
  const job = await startComputing(t, "--map-by", "node");
  for (const rank of [0, 4]) process.kill(job.pidOf(rank), "SIGKILL");
  t.deepEqual(await survivors(t, job), [1, 2, 3, 5]);
});

test("a host is cut off, and the others go on", async (t) => {
  const job = await startComputing(t);
  cut(h2);
  t.deepEqual(await survivors(t, job), [0, 1, 4, 5]);
});

test("the host of rank 0 is cut off", async (t) => {
  const job = await startComputing(t);
  cut(h1);
  t.deepEqual(await survivors(t, job), [2, 3, 4, 5]);
});

test("two hosts do not reach each other: all that are left agree", async (t) => {
  const job = await startComputing(t);
  block(h2, h3);
  block(h3, h2);
  const left = await survivors(t, job);
  t.true(left.includes(0) && left.includes(1), "nobody has lost the first host");
  t.false([2, 3].some((rank) => left.includes(rank)) && [4, 5].some((rank) => left.includes(rank)));
});

interface ComputingJob extends HostsJob {
  pidOf(rank: number): number;
}

async function startComputing(t: ExecutionContext, ...flags: readonly string[]): Promise<ComputingJob> {
  const args = ["-n", "6", "--peer-timeout", String(SILENCE_S), ...flags, program("survive"), "300"];
  const job = startOnHosts(t, args);
  let stdout = "";
  job.launcher.stdout.on("data", (text: string) => (stdout += text));
  await job.until("computes, pid", 6);
  return {
    ...job,
    pidOf: (rank) => Number(new RegExp(`^rank ${rank} computes, pid (\\d+)$`, "m").exec(stdout)?.[1]),
  };
}

/** The ranks that went on, which the job ends well with; all of them have the same communicator. */
async function survivors(t: ExecutionContext, job: HostsJob): Promise<number[]> {
  const { code, signal, stdout, stderr } = await job.outcome;
  t.is(signal, null, `it did not end in time\n${stdout}\n${stderr}`);
  t.is(code, 0, stderr);
  const lines = [...stdout.matchAll(/^rank (\d) goes on as (\d) of (\d)$/gm)].map(([, ...numbers]) =>
    numbers.map(Number),
  );
  const ranks = lines.map(([rank]) => rank).sort();
  for (const [rank, own, size] of lines) {
    t.is(size, ranks.length);
    t.is(ranks[own], rank);
  }
  await job.nothingIsLeft();
  return ranks;
}
