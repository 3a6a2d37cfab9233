import test from "ava";
import { attempt } from "../environment/attempt.ts";
import type { Outcome } from "../environment/attempt.ts";
import { until } from "../environment/until.ts";
import { BRIDGE, HOSTS } from "../hosts/hosts.ts";
import { jobProcesses, program } from "../hosts/jobs.ts";
import { program as integrationProgram } from "../integration/run-ranks.ts";

// Programs that MPICH's launcher starts on several hosts, over the same ssh that `ranks run` uses.

function run(perHost: readonly number[], ...words: string[]): Promise<Outcome> {
  const hosts = perHost.map((ranks, i) => `${HOSTS[i].name}:${ranks}`).join(",");
  const size = perHost.reduce((a, b) => a + b);
  const flags = ["-launcher", "ssh", "-iface", BRIDGE, "-hosts", hosts, "-n", String(size)];
  return attempt(["mpirun.mpich", ...flags, process.execPath, ...words]);
}

for (const perHost of [
  [1, 1],
  [1, 1, 1],
  [2, 1, 2],
  [3, 3, 1],
]) {
  test(`${perHost.join(" and ")} ranks on as many hosts join one world`, async (t) => {
    const { code, stdout, stderr } = await run(perHost, program("where"));
    t.is(code, 0, stderr);
    const addresses = perHost.flatMap((ranks, i) => new Array<string>(ranks).fill(HOSTS[i].address));
    const size = addresses.length;
    const lines = addresses.map((address, rank) => {
      return `rank ${rank} of ${size} at ${address}, sum ${(size * (size + 1)) / 2}`;
    });
    t.deepEqual(stdout.trimEnd().split("\n").sort(), lines);
  });
}

test("much goes between hosts", async (t) => {
  const { code, stdout, stderr } = await run([2, 2, 1], program("exchange"), String(1 << 20), "5");
  t.is(code, 0, stderr);
  t.is(stdout.match(/has everything/g)?.length, 5);
});

test("a rank is killed on its host, and the job ends on all", async (t) => {
  const { code, stderr } = await run([1, 1, 1], integrationProgram("misbehave"), "SIGKILL", "await");
  t.not(code, 0);
  t.regex(stderr, /rank 1|KILLED BY SIGNAL: 9/);
  t.true(await until(() => jobProcesses().length === 0));
});
