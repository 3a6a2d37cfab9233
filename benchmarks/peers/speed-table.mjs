const SIZES = ["8 B", "1 KiB", "16 KiB", "64 KiB", "1 MiB", "4 MiB"];
const ALLREDUCES = ["8 B", "1 KiB", "64 KiB", "1 MiB"].map((size) => `allreduce ${size}`);

/** The figures that matter, beside whom. A line says what, in which contest and row, by which form of ranks. */
const TABLES = [
  {
    title: "Beside Open MPI and mpi4py",
    peers: ["Open MPI", "mpi4py"],
    lines: [
      ...SIZES.flatMap((size) => both(`half round trip ${size}`, "latency", size)),
      ...["await", "threads await"].map((ours) => line("half round trip 8 B", "latency", "8 B", ours)),
      ...both("message rate 8 B", "message-rate", "8 B"),
      ...[...ALLREDUCES, "barrier", "bcast 8 B"].flatMap((row) => both(row, "collectives", row)),
      ...["barrier", "allreduce 8 B", "allreduce 1 MiB"].flatMap((row) =>
        both(`4 ranks: ${row}`, "collectives-4", row),
      ),
      ...both("small object", "object", "1 record"),
      ...both("10,000 unexpected", "matching", "10,000"),
    ],
  },
  {
    title: "Over ZeroMQ on loopback tcp, beside bare zeromq.js",
    peers: ["zeromq.js"],
    lines: ["zmq", "zmq await"].flatMap((ours) => [
      line("half round trip 8 B", "latency", "8 B", ours),
      line("message rate 8 B", "message-rate", "8 B", ours),
      line("bandwidth 1 MiB", "bandwidth", "1 MiB", ours),
      line("4 ranks: allreduce 1 MiB", "collectives-4", "allreduce 1 MiB", ours),
    ]),
  },
  {
    title: "Between threads, beside postMessage and piscina",
    peers: ["postMessage", "piscina"],
    lines: [
      line("half round trip 8 B", "latency", "8 B", "threads await"),
      line("half round trip 1 MiB", "latency", "1 MiB", "threads await"),
      line("small object", "object", "1 record", "threads await"),
    ],
  },
];

function line(what, contest, row, ours) {
  return { what, contest, row, ours };
}

function both(what, contest, row) {
  return ["processes", "threads"].map((ours) => line(what, contest, row, ours));
}

/** The tables, filled with what came out; lines that nobody else has run are left out. */
export function speedTables(contests, figures) {
  return TABLES.map(({ title, peers, lines }) => ({
    title,
    peers,
    lines: lines.flatMap((line) => filled(line, peers, contests, figures)),
  })).filter(({ lines }) => lines.length > 0);
}

function filled({ what, contest: name, row: label, ours }, peers, contests, figures) {
  const contest = contests.find((each) => each.name === name);
  const row = contest?.rows.find((each) => each.label === label);
  if (row === undefined) return [];
  const figure = figures.of(contest, row, ours);
  const theirs = peers.map((peer) => ({
    peer,
    figure: figures.of(contest, row, peer),
    ratio: figures.ratio(contest, row, ours, peer),
  }));
  if (theirs.every(({ ratio }) => ratio === undefined)) return [];
  return [{ what, ours, unit: contest.unit, figure, theirs }];
}
