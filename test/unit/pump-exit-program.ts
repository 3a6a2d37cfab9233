import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { connectedStations } from "./pump-station.ts";

/** Ends with code 3 while pumps live in another thread, as a process of ranks does. The argument: `close` or `terminate`. */
async function main(): Promise<void> {
  const worker = new Worker(new URL(import.meta.url));
  await new Promise((resolve) => worker.once("message", resolve));
  worker.postMessage("close");
  await new Promise((resolve) => worker.once("message", resolve));
  if (process.argv[2] === "terminate") await worker.terminate();
  process.exit(3);
}

async function pumps(): Promise<void> {
  const stations = await connectedStations([0, 1], "zmq", undefined);
  stations[0].trySend(0, 1, 7, Uint8Array.of(1, 2, 3));
  // Long enough for both to sleep in `receive()`.
  setTimeout(() => parentPort!.postMessage("ready"), 100);
  parentPort!.once("message", () => {
    for (const { pump } of stations) pump.close();
    parentPort!.postMessage("closed");
  });
}

await (isMainThread ? main() : pumps());
