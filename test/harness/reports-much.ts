// A thread that reports long lines: see control.test.ts.
import { workerData } from "node:worker_threads";
import { reporter } from "#dist/runtime/control.js";

export interface ReportsMuch {
  readonly fd: number;
  readonly turn: SharedArrayBuffer;
  readonly rank: number;
  readonly times: number;
}

const { fd, turn, rank, times } = workerData as ReportsMuch;
const report = reporter(fd, turn);
for (let code = 0; code < times; code++)
  report({ type: "failed", rank, code, message: String(rank).repeat(300_000) });
