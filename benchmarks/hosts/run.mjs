// npm run bench:hosts: `ranks` between the hosts of `npm run hosts:up`, beside bare zeromq.js and MPICH's launcher.
//
//   node benchmarks/hosts/run.mjs [--rounds 5] [--json FILE]
//
// Contestants take turns, round after round, so that a slow minute of the machine hits all of them; the tables show medians
// over the rounds.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { median } from "simple-statistics";
import { figure } from "../../dist/drawing/figure.js";
import {
  available,
  cli,
  failures,
  machine,
  machineLine,
  printTable,
  progress,
  root,
  run,
} from "../contest.mjs";

const { values: options } = parseArgs({
  options: { rounds: { type: "string", default: "5" }, json: { type: "string" } },
});
const rounds = Number(options.rounds);

const MiB = 1024 * 1024;
const SAMPLES = { latency: 100, bandwidth: 20, stream: 20 };
const BYTES = { latency: 8, bandwidth: MiB, stream: 8 };
const STREAM_WINDOW = 8192;

const [from, to, third] = [1, 2, 3].map((n) => ({ name: `ranks-h${n}`, address: `10.77.0.${10 + n}` }));
/** The device by which MPICH's launcher is reached. */
const BRIDGE = "ranks-bridge";

const here = fileURLToPath(new URL(".", import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), "ranks-hosts-"));
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));
process.on("SIGINT", () => process.exit(130));

if (available("ip", "netns", "pids", from.name) === undefined) {
  console.error("the hosts are not there; run `npm run hosts:up` first");
  process.exit(1);
}

const ranksOnHosts = (hosts, size, ...words) => [
  process.execPath,
  cli,
  "run",
  ...["-H", hosts.join(","), "-n", String(size)],
  ...words,
];

/** A ping-pong and its like over `ranks`; `flags` are the launcher's. */
function ranks(awaiting, ...flags) {
  return (benchmark) => {
    const settings = {
      benchmark,
      sizes: [BYTES[benchmark]],
      awaiting,
      check: false,
      repetitions: 1,
      samples: SAMPLES[benchmark],
    };
    const program =
      benchmark === "stream"
        ? [join(here, "stream.mjs"), String(SAMPLES.stream), ...(awaiting ? ["await"] : [])]
        : [join(root, "dist", "bench", "program.js"), JSON.stringify(settings)];
    return { command: ranksOnHosts([from.name, to.name], 2, ...flags, ...program) };
  };
}

function zeromq(env) {
  return (benchmark) => {
    const script = benchmark === "latency" ? "zeromq-latency.mjs" : "zeromq-bandwidth.mjs";
    const inside = (host) => ["ip", "netns", "exec", host.name];
    const words = [process.execPath, join(root, "benchmarks", "peers", "node", script)];
    return {
      command: [...inside(from), ...words, String(SAMPLES[benchmark]), String(BYTES[benchmark])],
      env: {
        BIND: `tcp://${from.address}:*`,
        THROUGH: inside(to).join(" "),
        ...(benchmark === "stream" && { WINDOW: String(STREAM_WINDOW) }),
        ...env,
      },
    };
  };
}

const contestants = [
  { name: "zeromq.js", start: zeromq({}) },
  { name: "zeromq.js CURVE", start: zeromq({ CURVE: "1" }) },
  { name: "insecure", start: ranks(false, "--insecure") },
  { name: "insecure await", start: ranks(true, "--insecure") },
  { name: "encrypted", start: ranks(false) },
  { name: "encrypted await", start: ranks(true) },
];

const starters = [
  { name: "ranks", command: ranksOnHosts(threeHosts(), 8, join(here, "hello.mjs")) },
  ...mpichStarter(),
];

console.log(machineLine({ MPICH: mpichVersion() ?? "none" }));
console.log("The names without zeromq.js are those of ranks, blocking with wait() or awaiting.");

/** Each run of each contestant: `{ benchmark, name, round, value }`, in µs, MB/s, messages a second, or ms. */
const runs = [];
for (let round = 0; round < rounds; round++) {
  for (const benchmark of ["latency", "bandwidth", "stream"]) {
    for (const { name, start } of contestants) {
      progress(`round ${round + 1} of ${rounds}: ${benchmark}, ${name}`);
      const { command, env } = start(benchmark);
      const outcome = await run(name, command, { env });
      if (outcome === undefined) continue;
      const [{ latencyUs, megabytesPerSecond }] = outcome.lines;
      const value = {
        latency: latencyUs.median,
        bandwidth: megabytesPerSecond,
        stream: 1e6 / latencyUs.median,
      }[benchmark];
      runs.push({ benchmark, name, round, value });
    }
  }
  for (const { name, command } of starters) {
    progress(`round ${round + 1} of ${rounds}: start, ${name}`);
    const outcome = await run(name, command);
    if (outcome !== undefined) runs.push({ benchmark: "start", name, round, value: outcome.firstLineMs });
  }
}
progress("");

const rows = [
  ["8 B half round trip, µs", "latency"],
  ["1 MiB bandwidth, MB/s", "bandwidth"],
  ["8 B one way, messages/s", "stream"],
];
const ratios = [
  ["insecure", "zeromq.js"],
  ["insecure await", "zeromq.js"],
  ["encrypted", "zeromq.js"],
  ["encrypted", "zeromq.js CURVE"],
  ["encrypted await", "zeromq.js CURVE"],
];
const start = [["first line, ms", "start"]];

show("Between two hosts", contestants, rows);
showRatios(ratios, rows);
show("8 ranks on 3 hosts", starters, start);
if (starters.length > 1) showRatios([["ranks", "mpirun.mpich"]], start);

if (options.json !== undefined) {
  writeFileSync(options.json, `${JSON.stringify({ machine, rounds, samples: SAMPLES, runs }, null, 2)}\n`);
}
if (failures > 0) process.exitCode = 1;

function value(name, benchmark) {
  const found = runs.filter((one) => one.name === name && one.benchmark === benchmark);
  return found.length > 0 ? median(found.map((one) => one.value)) : undefined;
}

function show(title, columns, rows) {
  const names = columns.map(({ name }) => name);
  printTable(
    title,
    ["", ...names],
    rows.map(([label, benchmark]) => [label, ...names.map((name) => cell(value(name, benchmark), figure))]),
  );
}

function showRatios(pairs, rows) {
  printTable(
    "  as a ratio",
    ["", ...pairs.map((pair) => pair.join(" / "))],
    rows.map(([label, benchmark]) => {
      const ratios = pairs.map((pair) => {
        const [a, b] = pair.map((name) => value(name, benchmark));
        return a === undefined || b === undefined ? undefined : a / b;
      });
      return [label, ...ratios.map((ratio) => cell(ratio, (number) => number.toFixed(2)))];
    }),
  );
}

function cell(number, format) {
  return { digits: number === undefined ? "-" : format(number) };
}

/** Where 8 ranks go: 3, 3 and 2. */
function threeHosts() {
  return [`${from.name}:3`, `${to.name}:3`, `${third.name}:2`];
}

function mpichVersion() {
  return /\d+\.\d+\.\d+/.exec(available("mpirun.mpich", "--version") ?? "")?.[0];
}

function mpichStarter() {
  if (mpichVersion() === undefined || available("mpicc.mpich", "-show") === undefined) {
    console.log("Not measured: MPICH (apt install mpich libmpich-dev)");
    return [];
  }
  const program = join(temporary, "hello");
  const { status, stderr } = spawnSync("mpicc.mpich", ["-O2", "-o", program, join(here, "hello.c")]);
  if (status !== 0) throw new Error(`mpicc.mpich cannot compile hello.c:\n${stderr}`);
  const words = ["-launcher", "ssh", "-iface", BRIDGE, "-hosts", threeHosts().join(","), "-n", "8", program];
  return [{ name: "mpirun.mpich", command: ["mpirun.mpich", ...words] }];
}
