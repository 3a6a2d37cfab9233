import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "ava";
import { passes } from "../harness/job.ts";
import { program as integrationProgram } from "../integration/run-ranks.ts";
import { canDisturb, disturb, heal, slow } from "./cuts.ts";
import { HOSTS } from "./hosts.ts";
import { program, startOnHosts } from "./jobs.ts";

const where = program("where");
const show = integrationProgram("show");

/** The lines of an output that tells tagged lines in any order, by rank. */
function sorted(stdout: string): string[] {
  return stdout.trimEnd().split("\n").sort();
}

/** What where.js prints when these hosts, counted from 0, have the ranks. */
function expected(hosts: readonly number[]): string[] {
  const size = hosts.length;
  const sum = (size * (size + 1)) / 2;
  return hosts.map((host, rank) => `[${rank}] rank ${rank} of ${size} at ${HOSTS[host].address}, sum ${sum}`);
}

// Two slots a host.
const BY_SLOT = [0, 0, 1, 1, 2, 2];
for (let size = 1; size <= BY_SLOT.length; size++) {
  test(`${size} ranks fill the hosts of a file`, async (t) => {
    const job = startOnHosts(t, ["-n", String(size), "-l", where]);
    const { code, stdout, stderr } = await job.outcome;
    t.is(code, 0, stderr);
    t.deepEqual(sorted(stdout), expected(BY_SLOT.slice(0, size)));
    await job.nothingIsLeft();
  });
}

test("7 ranks on 3 hosts, one of them named with its user", async (t) => {
  const hosts = `${HOSTS[2].name}:3,root@${HOSTS[0].name}:2,${HOSTS[1].address}:2`;
  const job = startOnHosts(t, ["-H", hosts, "-l", where]);
  const { code, stdout, stderr } = await job.outcome;
  t.is(code, 0, stderr);
  t.deepEqual(sorted(stdout), expected([2, 2, 2, 0, 0, 1, 1]));
  await job.nothingIsLeft();
});

test("ranks go round the hosts", async (t) => {
  const job = startOnHosts(t, ["-n", "5", "--map-by", "node", "-l", where]);
  const { code, stdout, stderr } = await job.outcome;
  t.is(code, 0, stderr);
  t.deepEqual(sorted(stdout), expected([0, 1, 2, 0, 1]));
});

test("the launcher's own host takes part", async (t) => {
  const job = startOnHosts(t, ["-H", `localhost:2,${HOSTS[1].name}`, "-n", "3", "-l", where]);
  const { code, stdout, stderr } = await job.outcome;
  t.is(code, 0, stderr);
  t.regex(stdout, new RegExp(`^\\[2\\] rank 2 of 3 at ${HOSTS[1].address}, sum 6$`, "m"));
  await job.nothingIsLeft();
});

test("ranks of a host are threads of one process, two by two", async (t) => {
  const job = startOnHosts(t, ["-n", "6", "--ranks-per-process", "2", "-l", where]);
  const { code, stdout, stderr } = await job.outcome;
  t.is(code, 0, stderr);
  t.deepEqual(sorted(stdout), expected(BY_SLOT));
});

test("without encryption", async (t) => {
  const job = startOnHosts(t, ["-n", "5", "--insecure", "-l", where]);
  const { code, stdout, stderr } = await job.outcome;
  t.is(code, 0, stderr);
  t.deepEqual(sorted(stdout), expected(BY_SLOT.slice(0, 5)));
  t.regex(stderr, /insecure|encrypt/);
});

for (const [size, slots] of [
  [3, 1],
  [5, 2],
] as const) {
  test(`every case on ${size} ranks of three hosts`, async (t) => {
    t.timeout(280_000);
    await passes(t, {
      size,
      program: new URL("../harness/run-cases.js", import.meta.url),
      argv: [String(size)],
      carrier: "auto",
      hosts: HOSTS.map(({ name }) => `${name}:${slots}`),
      timeoutMs: 270_000,
    });
  });
}

test("arguments and variables arrive as they are", async (t) => {
  const odd = ["$HOME", "a b", "'", '"', "\\", "`id`", "*", "ü\n", "-n", "", ";", "&&", "!"];
  const job = startOnHosts(t, ["-n", "3", "--map-by", "node", "--stdin", "none", show, "argv", ...odd]);
  const { code, stdout, stderr } = await job.outcome;
  t.is(code, 0, stderr);
  const expected = JSON.stringify([true, show, "argv", ...odd]);
  t.deepEqual(sorted(stdout), [expected, expected, expected]);

  const variables = startOnHosts(
    t,
    ["-n", "2", "-x", "COLOUR=dark 'red' $x", "-x", "SHADE", show, "variable"],
    {
      env: { SHADE: "from here" },
    },
  );
  t.regex((await variables.outcome).stdout, /^dark 'red' \$x from here /m);
});

test("ranks work in the launcher's directory, or in another", async (t) => {
  for (const [flags, directory] of [
    [[], os.tmpdir()],
    [["--wdir", "/"], "/"],
  ] as const) {
    const hostfile = path.resolve("test/hosts/hostfile");
    const job = startOnHosts(t, ["--hostfile", hostfile, "-n", "3", ...flags, show, "directory"], {
      cwd: os.tmpdir(),
    });
    t.is((await job.outcome).stdout, `${directory}\n`.repeat(3));
  }
});

test("standard input goes to the rank that asks for it, wherever it is", async (t) => {
  const text = `${"line\n".repeat(50_000)}end`;
  const job = startOnHosts(t, ["-n", "6", "--stdin", "4", show, "stdin"], { stdin: text });
  const { code, stdout, stderr } = await job.outcome;
  t.is(code, 0, stderr);
  const expected = [0, 1, 2, 3, 4, 5].map((rank) => `${rank}: ${JSON.stringify(rank === 4 ? text : "")}`);
  // Not by deepEqual, which would show all of it.
  t.true(sorted(stdout).join() === expected.join());
});

test("much output arrives whole, line by line", async (t) => {
  const job = startOnHosts(t, ["-n", "6", "-l", show, "pieces"]);
  const { code, stdout } = await job.outcome;
  t.is(code, 0);
  for (let rank = 0; rank < 6; rank++)
    t.is(stdout.split(`[${rank}] begin ${rank} middle ${rank} end ${rank}\n`).length, 201);
});

test("files of output come from every host", async (t) => {
  const directory = mkdtempSync(path.join(os.tmpdir(), "rt-"));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const job = startOnHosts(t, ["-n", "6", "--output-dir", directory, where]);
  const { code, stdout, stderr } = await job.outcome;
  t.is(code, 0, stderr);
  t.is(stdout, "");
  const files = [0, 1, 2, 3, 4, 5].flatMap((rank) => [`rank.${rank}.err`, `rank.${rank}.out`]);
  t.deepEqual(readdirSync(directory).sort(), files.sort());
  const content = [0, 1, 2, 3, 4, 5].map((rank) =>
    readFileSync(path.join(directory, `rank.${rank}.out`), "utf8"),
  );
  t.deepEqual(
    content.map((text, rank) => `[${rank}] ${text.trimEnd()}`),
    expected(BY_SLOT),
  );
});

const SPOILED = [
  { name: "a slow link", spoil: () => slow(HOSTS[1], "20mbit") },
  ...(canDisturb()
    ? [{ name: "a link that delays and loses", spoil: () => disturb(HOSTS[1], "20ms", "1%") }]
    : []),
];
if (SPOILED.length === 1) console.error("hosts: delay and loss are left out: this kernel has no netem");

for (const { name, spoil } of SPOILED) {
  test(`${name} is no lost host`, async (t) => {
    t.teardown(heal);
    spoil();
    const bytes = String(1 << 20);
    const flags = ["-n", "3", "--map-by", "node", "--peer-timeout", "2"];
    const job = startOnHosts(t, [...flags, program("exchange"), bytes, "10"]);
    const { code, stdout, stderr } = await job.outcome;
    t.is(code, 0, stderr);
    t.is(sorted(stdout).length, 3);
  });
}
