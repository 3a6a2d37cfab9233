// Windows of 64 messages from one process to another over bare zeromq.js: PAIR sockets, tcp on loopback, awaiting.
// Arguments: samples, then sizes in bytes. (With CONNECT in the environment it is the receiving end.)
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Pair } from "zeromq";
import { measure, report } from "./measure.mjs";

const WINDOW = 64;

const socket = new Pair({ linger: 0 });
const address = process.env.CONNECT;

if (address === undefined) {
  await socket.bind("tcp://127.0.0.1:*");
  const env = { ...process.env, CONNECT: socket.lastEndpoint };
  const receiver = fork(fileURLToPath(import.meta.url), [], { env });
  const [samples, ...sizes] = process.argv.slice(2).map(Number);
  for (const bytes of sizes) {
    const message = Buffer.alloc(bytes, 1);
    const windows = async (repeats) => {
      for (let i = 0; i < repeats; i++) {
        // One send at a time: zeromq.js refuses a second one that overlaps. Each returns when the message is queued.
        for (let w = 0; w < WINDOW; w++) await socket.send(message);
        await socket.receive();
      }
    };
    report(bytes, await measure(windows, samples), WINDOW);
  }
  await socket.send("");
  receiver.on("exit", () => socket.close());
} else {
  socket.connect(address);
  const ack = Buffer.alloc(4);
  for (let received = 0; ;) {
    const [message] = await socket.receive();
    if (message.length === 0) break;
    if (++received % WINDOW === 0) await socket.send(ack);
  }
  socket.close();
  process.disconnect();
}
