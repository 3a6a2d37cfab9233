import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import test from "ava";
import { hearLines } from "#dist/job/lines.js";
import type { Report } from "#dist/job/messages.js";

const THREADS = 3;
const TIMES = 20;

test("threads that report at once do not interrupt each other", async (t) => {
  const directory = mkdtempSync(path.join(os.tmpdir(), "control-"));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const server = net.createServer().listen(path.join(directory, "socket"));
  const [ours] = await Promise.all([
    once(server, "connection") as Promise<[net.Socket]>,
    once(server, "listening"),
    connectAndReport(path.join(directory, "socket")),
  ]);
  const reports: Report[] = [];
  const broken = once(ours[0], "error").then(([error]) => error as Error);
  // A reader that comes late: the channel is full by then.
  await sleep(50);
  hearLines<Report>(ours[0], (report) => reports.push(report));
  const ended = once(ours[0], "close");
  const first: unknown = await Promise.race([broken, ended]);
  t.false(first instanceof Error, String(first));
  server.close();
  for (let rank = 0; rank < THREADS; rank++)
    t.deepEqual(
      reports.flatMap((report) => (report.type === "failed" && report.rank === rank ? [report.code] : [])),
      [...Array(TIMES).keys()],
    );
});

/** Threads that share a descriptor, which is closed when all are done. */
async function connectAndReport(address: string): Promise<void> {
  const socket = net.connect(address);
  await once(socket, "connect");
  const { fd } = (socket as unknown as { _handle: { fd: number } })._handle;
  const turn = new SharedArrayBuffer(4);
  const threads = Array.from(
    { length: THREADS },
    (_, rank) =>
      new Worker(new URL("../harness/reports-much.js", import.meta.url), {
        workerData: { fd, turn, rank, times: TIMES },
      }),
  );
  void Promise.all(threads.map((thread) => once(thread, "exit"))).then(() => socket.destroy());
}
