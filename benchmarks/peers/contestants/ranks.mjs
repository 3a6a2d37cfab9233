import { cli } from "../../contest.mjs";

const FORMS = {
  processes: [],
  threads: ["--threads"],
  await: ["--await"],
  zmq: ["--transport", "zmq"],
  "zmq await": ["--transport", "zmq", "--await"],
  "threads await": ["--threads", "--await"],
};

/** What the names mean. */
export const legend =
  "Of ranks: processes and threads block with wait(), the others await; zmq is processes over ZeroMQ on loopback tcp.";

/** `ranks bench` in each form. */
export const ranks = Object.entries(FORMS).map(([name, flags]) => ({
  name,
  command: ({ bench, samples }) => [
    ...[process.execPath, cli, "bench", ...bench, "--json"],
    ...["--iterations", String(samples), "--repetitions", "1", ...flags],
  ],
}));
