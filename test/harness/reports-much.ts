// A thread that reports long lines: see control.test.ts.
import { workerData } from "node:worker_threads";
import { reporter } from "#dist/runtime/control.js";

const { fd, turn, rank, times } = workerData as {
  fd: number;
  turn: SharedArrayBuffer;
  rank: number;
  times: number;
};
const report = reporter(fd, turn);
for (let code = 0; code < times; code++)
  report({ type: "failed", rank, code, message: String(rank).repeat(300_000) });
