import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "ava";
import type { ExecutionContext } from "ava";
import { program as integrationProgram } from "../integration/run-ranks.ts";
import { cut, heal } from "./cuts.ts";
import { HOSTS, STATE } from "./hosts.ts";
import { program, startOnHosts } from "./jobs.ts";
import { startServers, stopServers } from "./ssh.ts";

const [h1, h2, h3] = HOSTS;
const where = program("where");
const show = integrationProgram("show");

/** What the launcher itself ends with when a job cannot start. */
const NO_START = 1;

test.afterEach.always(() => heal());

/** No rank has run, and one report says what is wrong with the hosts. */
async function refuses(
  t: ExecutionContext,
  args: readonly string[],
  ...report: readonly RegExp[]
): Promise<string> {
  const job = startOnHosts(t, args);
  const { code, signal, stdout, stderr } = await job.outcome;
  t.is(signal, null, "it did not end in time");
  t.is(code, NO_START, stderr);
  t.is(stdout, "");
  for (const part of report) t.regex(stderr, part);
  t.is(stderr.match(/^ranks: /gm)?.length, 1, stderr);
  t.notRegex(stderr, /^ {4}at /m);
  await job.nothingIsLeft();
  return stderr;
}

test("a host that is down is named, and no other", async (t) => {
  cut(h2);
  const report = await refuses(
    t,
    ["-n", "6", "--start-timeout", "4", where],
    /1 of 3 hosts/,
    new RegExp(`host ${h2.name}: .*4 s`),
  );
  t.notRegex(report, new RegExp(`host (${h1.name}|${h3.name})`));
});

test("a host without sshd", async (t) => {
  await stopServers([h3]);
  try {
    await refuses(t, ["-n", "6", where], /1 of 3 hosts/, new RegExp(`host ${h3.name}: .*Connection refused`));
  } finally {
    await startServers();
  }
});

test("an unknown host", async (t) => {
  await refuses(
    t,
    ["-H", `${h1.name},no-such-host.invalid`, where],
    /1 of 2 hosts/,
    /host no-such-host\.invalid: .*resolve/,
  );
});

test("all that is wrong is said at once", async (t) => {
  await stopServers([h3]);
  try {
    const hosts = `${h1.name},no-such-host.invalid,${h3.name}`;
    await refuses(
      t,
      ["-H", hosts, where],
      /2 of 3 hosts/,
      /host no-such-host\.invalid: /,
      /Connection refused/,
    );
  } finally {
    await startServers();
  }
});

test("a host with another's key", async (t) => {
  const directory = directoryOf(t);
  const known = path.join(directory, "known_hosts");
  // The keys of the second and third host, each under the other's name.
  const [first, second, third] = readFileSync(path.join(STATE, "known_hosts"), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
  const swapped = [first, [second[0], ...third.slice(1)], [third[0], ...second.slice(1)]];
  writeFileSync(known, swapped.map((words) => `${words.join(" ")}\n`).join(""));
  const rsh = `ssh -o UserKnownHostsFile=${known} -o StrictHostKeyChecking=yes`;
  await refuses(
    t,
    ["--rsh", rsh, "-n", "6", where],
    /2 of 3 hosts/,
    new RegExp(`host ${h2.name}: .*[Hh]ost key verification failed`),
  );
});

test("a host that asks for a password", async (t) => {
  const rsh =
    "ssh -o IdentityFile=/dev/null -o IdentitiesOnly=yes -F /dev/null -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null";
  await refuses(
    t,
    ["--rsh", rsh, "-H", `${h1.address},${h2.address}`, where],
    /2 of 2 hosts/,
    /Permission denied/,
  );
});

test("a user that the host does not know", async (t) => {
  await refuses(t, ["-H", `${h1.name},nobody-here@${h2.name}`, where], /1 of 2 hosts/, /Permission denied/);
});

for (const name of ["-oProxyCommand=touch x", "a b", "$(id)", "a;b", "`id`"]) {
  test(`a host that is called ${name}`, async (t) => {
    const job = startOnHosts(t, ["-H", `${h1.name},${name}`, where]);
    const { code, stdout, stderr } = await job.outcome;
    t.not(code, 0);
    t.is(stdout, "");
    t.regex(stderr, /host/);
    await job.nothingIsLeft();
  });
}

test("a program that is not there", async (t) => {
  await refuses(t, ["-n", "6", "no-such-program.js"], /no-such-program\.js/);
});

test("a shell that talks before it runs anything does no harm", async (t) => {
  const rsh = wrapper(t, `echo "welcome to the machine"; exec ssh "$@"`);
  const job = startOnHosts(t, ["--rsh", rsh, "-n", "6", where]);
  const { code, stdout, stderr } = await job.outcome;
  t.is(code, 0, stderr);
  t.is(stdout.trim().split("\n").length, 6);
});

test("something else than the agent answers", async (t) => {
  const rsh = wrapper(t, "exec cat");
  await refuses(t, ["--rsh", rsh, "--start-timeout", "3", "-n", "6", where], /3 of 3 hosts/);
});

test("a remote shell that does not exist", async (t) => {
  await refuses(t, ["--rsh", "no-such-shell", "-n", "6", where], /3 of 3 hosts/, /no-such-shell/);
});

test("Ctrl-C while a host is awaited", async (t) => {
  cut(h2);
  const job = startOnHosts(t, ["-n", "6", show, "forever"]);
  await job.reaches(() => job.started("ssh ").length === 3);
  job.launcher.kill("SIGINT");
  t.is((await job.outcome).code, 130);
  await job.nothingIsLeft();
});

test("the launcher is killed while a host is awaited", async (t) => {
  cut(h2);
  const job = startOnHosts(t, ["-n", "6", "--start-timeout", "4", show, "forever"]);
  await job.reaches(() => job.started("ssh ").length === 3);
  job.launcher.kill("SIGKILL");
  await job.outcome;
  await job.nothingIsLeft();
});

function directoryOf(t: ExecutionContext): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), "rt-"));
  t.teardown(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** A command that stands in for ssh. */
function wrapper(t: ExecutionContext, script: string): string {
  const file = path.join(directoryOf(t), "rsh");
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}
