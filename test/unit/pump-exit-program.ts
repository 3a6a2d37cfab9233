import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { connectedStations } from "./pump-station.ts";

/**
 * Ends with code 3 while pumps live in another thread, as a process of ranks does. The arguments: `close` or `terminate`, and
 * `plain` or `encrypted`.
 */
async function main(): Promise<void> {
  const worker = new Worker(new URL(import.meta.url));
  await new Promise((resolve) => worker.once("message", resolve));
  worker.postMessage("close");
  await new Promise((resolve) => worker.once("message", resolve));
  if (process.argv[2] === "terminate") await worker.terminate();
  process.exit(3);
}

async function pumps(): Promise<void> {
  const network = { address: "127.0.0.1", encrypt: true, silenceMs: 10_000 };
  const stations = await connectedStations([0, 1], process.argv[3] === "encrypted" ? { network } : {});
  stations[0].trySend(0, 1, 7, Uint8Array.of(1, 2, 3));
  // Long enough for both to sleep in `receive()`.
  setTimeout(() => parentPort!.postMessage("ready"), 100);
  parentPort!.once("message", () => {
    void Promise.all(stations.map(({ pump }) => pump.close())).then(() => parentPort!.postMessage("closed"));
  });
}

await (isMainThread ? main() : pumps());
