import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import test from "ava";
import { hearLines } from "#dist/job/lines.js";
import type { Report } from "#dist/job/messages.js";
import type { ReportsMuch } from "../harness/reports-much.ts";

const THREADS = 3;
const TIMES = 20;

test("threads that report at once do not interrupt each other", async (t) => {
  const directory = mkdtempSync(path.join(os.tmpdir(), "control-"));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const address = path.join(directory, "socket");
  const server = net.createServer();
  const coming = once(server, "connection") as Promise<[net.Socket]>;
  await once(server.listen(address), "listening");
  const socket = net.connect(address);
  const [[incoming]] = await Promise.all([coming, once(socket, "connect")]);

  const turn = new SharedArrayBuffer(4);
  const { fd } = (socket as unknown as { _handle: { fd: number } })._handle;
  const threads = Array.from({ length: THREADS }, (_, rank) => {
    const workerData: ReportsMuch = { fd, turn, rank, times: TIMES };
    return new Worker(new URL("../harness/reports-much.js", import.meta.url), { workerData });
  });
  const done = Promise.all(threads.map((thread) => once(thread, "exit")));

  const codes = threads.map((): number[] => []);
  // The channel is full most of the time.
  hearLines<Report>(incoming, (report) => {
    if (report.type === "failed") codes[report.rank].push(report.code);
  });
  const closed = once(incoming, "close");
  await done;
  socket.end();
  await closed;
  server.close();
  t.is(incoming.errored, null);
  for (const list of codes) t.deepEqual(list, [...Array(TIMES).keys()]);
});
