// npm run bench:peers: `ranks` and every peer that this machine has, side by side.
//
//   node benchmarks/peers/run.mjs [--rounds 3] [--quick] [--json FILE]
//
// Contestants take turns, round after round, so that a slow minute of the machine hits all of them; the tables show medians
// over the rounds. All use one method: see src/bench/measure.ts.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { figure } from "../../dist/drawing/figure.js";
import { formatSize } from "../../dist/bench/sizes.js";
import {
  available,
  cli,
  failures,
  machine,
  median,
  printMachine,
  progress,
  run,
  table,
} from "../contest.mjs";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    quick: { type: "boolean", default: false },
    json: { type: "string" },
  },
});
const rounds = options.quick ? 1 : Number(options.rounds);
const k = 1024;
const sizes = options.quick
  ? [8, k, 16 * k, 64 * k, k * k]
  : [1, 8, 64, 512, k, 4 * k, 16 * k, 64 * k, 256 * k, k * k, 4 * k * k];
// A window of 64 large messages takes its time.
const samples = options.quick
  ? { latency: 40, bandwidth: 10, collectives: 40 }
  : { latency: 100, bandwidth: 20, collectives: 100 };

const here = fileURLToPath(new URL(".", import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), "ranks-peers-"));
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));
process.on("SIGINT", () => process.exit(130));

const { contestants, missing, versions } = findContestants();
printMachine(versions);
console.log(
  "Of ranks: processes and threads block with wait(); await is processes that await; zmq is processes over ZeroMQ.",
);
for (const line of missing) console.log(`Not measured: ${line}`);

/** Each run of each contestant: `{ benchmark, ranks, name, round, lines }`. */
const runs = [];
for (let round = 0; round < rounds; round++) {
  for (const [benchmark, ranks] of [
    ["latency", 2],
    ["bandwidth", 2],
    ["collectives", 2],
    ["collectives", 4],
  ]) {
    for (const { name, start } of contestants) {
      const command = start(benchmark, ranks);
      if (command === undefined) continue;
      progress(`round ${round + 1} of ${rounds}: ${benchmark} on ${ranks} ranks, ${name}`);
      const outcome = await run(name, command, { cwd: here });
      if (outcome !== undefined) runs.push({ benchmark, ranks, name, round, lines: outcome.lines });
    }
  }
}
progress("");

const names = contestants.map(({ name }) => name);

/** The median over the rounds, or undefined where there is nothing. */
function value(benchmark, ranks, name, matches, pick) {
  const found = runs
    .filter((r) => r.benchmark === benchmark && r.ranks === ranks && r.name === name)
    .flatMap(({ lines }) => lines.filter(matches).map(pick));
  return found.length > 0 ? median(found) : undefined;
}

const RATIOS = [
  ["processes", "Open MPI"],
  ["await", "Open MPI"],
  ["threads", "Open MPI"],
  ["processes", "mpi4py"],
  ["await", "mpi4py"],
  ["zmq", "zeromq.js"],
];

const bySize = sizes.map((bytes) => [formatSize(bytes), (line) => line.bytes === bytes]);
const byOperation = [
  ["barrier", (line) => line.series === "barrier"],
  ["allreduce 8 B", (line) => line.series === "allreduce" && line.bytes === 8],
  ["allreduce 1 KiB", (line) => line.series === "allreduce" && line.bytes === 1024],
  ["bcast 8 B", (line) => line.series === "bcast" && line.bytes === 8],
];
const latency = (line) => line.latencyUs.median;

show("Half round trip, µs", "latency", 2, bySize, latency);
show("Bandwidth, MB/s", "bandwidth", 2, bySize, (line) => line.megabytesPerSecond);
show("Collectives on 2 ranks, µs", "collectives", 2, byOperation, latency);
show("Collectives on 4 ranks, µs", "collectives", 4, byOperation, latency);

if (options.json !== undefined) {
  writeFileSync(
    options.json,
    `${JSON.stringify({ machine: { ...machine, ...versions }, rounds, samples, sizes, runs }, null, 2)}\n`,
  );
}
if (failures > 0) process.exitCode = 1;

/** A table of figures, and one of the ratios that matter. */
function show(title, benchmark, ranks, rows, pick) {
  const at = (name, matches) => value(benchmark, ranks, name, matches, pick);
  const columns = names.filter((name) => rows.some(([, matches]) => at(name, matches) !== undefined));
  table(title, columns, rows, (name, matches) => {
    const found = at(name, matches);
    return found === undefined ? "-" : figure(found);
  });
  const pairs = RATIOS.filter((pair) => pair.every((name) => columns.includes(name)));
  table("  as a ratio", pairs, rows, ([ours, theirs], matches) => {
    const [a, b] = [at(ours, matches), at(theirs, matches)];
    return a === undefined || b === undefined ? "-" : (a / b).toFixed(2);
  });
}

/**
 * Who is there. `start(benchmark, ranks)` gives the command line, or undefined where the contestant has no such benchmark.
 */
function findContestants() {
  const contestants = [];
  const missing = [];
  const versions = {};
  const ranks = (...flags) => {
    return (benchmark, size) => [
      process.execPath,
      cli,
      "bench",
      benchmark,
      "--json",
      ...["--iterations", String(samples[benchmark])],
      ...["--repetitions", "1"],
      ...(benchmark === "collectives"
        ? ["-n", String(size), "--operations", "barrier,allreduce,bcast", "--sizes", "8,1k"]
        : ["--sizes", sizes.join(",")]),
      ...flags,
    ];
  };
  contestants.push(
    { name: "processes", start: ranks() },
    { name: "await", start: ranks("--await") },
    { name: "threads", start: ranks("--threads") },
    { name: "zmq", start: ranks("--transport", "zmq") },
  );

  const peerArguments = (benchmark) => [
    String(samples[benchmark]),
    ...(benchmark === "collectives" ? [] : sizes.map(String)),
  ];
  const openmpi = (size) => ["mpirun.openmpi", "--allow-run-as-root", "--oversubscribe", "-n", String(size)];
  const mpich = (size) => ["mpirun.mpich", "-n", String(size)];

  for (const [name, kind, mpirun, packages] of [
    ["Open MPI", "openmpi", openmpi, "openmpi-bin libopenmpi-dev"],
    ["MPICH", "mpich", mpich, "mpich libmpich-dev"],
  ]) {
    const version = available(`mpirun.${kind}`, "--version");
    if (version === undefined || available(`mpicc.${kind}`, "-show") === undefined) {
      missing.push(`${name} (apt install ${packages})`);
      continue;
    }
    versions[name] = /\d+\.\d+\.\d+/.exec(version)?.[0];
    for (const program of ["latency", "bandwidth", "collectives"]) {
      const source = join(here, `${program}.c`);
      const compiled = spawnSync(`mpicc.${kind}`, [
        "-O2",
        "-o",
        join(temporary, `${program}.${kind}`),
        source,
      ]);
      if (compiled.status !== 0)
        throw new Error(`mpicc.${kind} cannot compile ${source}:\n${compiled.stderr}`);
    }
    const start = (benchmark, size) => [
      ...mpirun(size),
      join(temporary, `${benchmark}.${kind}`),
      ...peerArguments(benchmark),
    ];
    contestants.push({ name, start });
  }

  const python = "/usr/bin/python3";
  const mpi4py = existsSync(python) && available(python, "-c", "import mpi4py; print(mpi4py.__version__)");
  if (mpi4py && versions["Open MPI"] !== undefined) {
    versions.mpi4py = mpi4py;
    const start = (form) => (benchmark, size) => {
      const forms = benchmark === "latency" ? [form] : [];
      if (form === "objects" && benchmark !== "latency") return undefined;
      return [...openmpi(size), python, "-B", `${benchmark}.py`, ...forms, ...peerArguments(benchmark)];
    };
    contestants.push(
      { name: "mpi4py", start: start("buffers") },
      { name: "mpi4py objects", start: start("objects") },
    );
  } else missing.push("mpi4py (apt install python3-mpi4py)");

  // These two are always there: one is a dependency, the other the platform.
  const script = (file, benchmark) => [process.execPath, file, ...peerArguments(benchmark)];
  contestants.push(
    {
      name: "zeromq.js",
      start: (benchmark) =>
        benchmark === "collectives" ? undefined : script(`zeromq-${benchmark}.mjs`, benchmark),
    },
    {
      name: "postMessage",
      start: (benchmark) => (benchmark === "latency" ? script("post-message.mjs", benchmark) : undefined),
    },
  );
  return { contestants, missing, versions };
}
