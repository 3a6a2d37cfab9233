// Ping-pong between two worker threads by postMessage, the platform's own way; every message is a copy.
// Arguments: samples, then sizes in bytes.
import { isMainThread, MessageChannel, parentPort, Worker, workerData } from "node:worker_threads";
import { measure, report } from "./measure.mjs";

if (isMainThread) {
  const { port1, port2 } = new MessageChannel();
  const start = (port, leads) =>
    new Worker(new URL(import.meta.url), {
      workerData: { port, leads, argv: process.argv.slice(2) },
      transferList: [port],
    });
  const leader = start(port1, true);
  const echo = start(port2, false);
  leader.on("exit", () => echo.postMessage("end"));
} else if (workerData.leads) {
  const { port, argv } = workerData;
  const [samples, ...sizes] = argv.map(Number);
  let answered;
  port.on("message", () => answered());
  for (const bytes of sizes) {
    const message = new Uint8Array(bytes).fill(1);
    const pingPong = async (repeats) => {
      for (let i = 0; i < repeats; i++) {
        const answer = new Promise((resolve) => (answered = resolve));
        port.postMessage(message);
        await answer;
      }
    };
    report(bytes, await measure(pingPong, samples), 2);
  }
  port.close();
} else {
  const { port } = workerData;
  let answer = new Uint8Array(0);
  port.on("message", (message) => {
    if (answer.length !== message.length) answer = new Uint8Array(message.length).fill(1);
    port.postMessage(answer);
  });
  parentPort.once("message", () => port.close());
}
