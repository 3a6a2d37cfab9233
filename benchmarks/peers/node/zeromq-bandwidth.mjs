// Windows of 64 messages from one process to another over bare zeromq.js: PAIR sockets, tcp, awaiting.
// Arguments: samples, then sizes in bytes. WINDOW in the environment: messages of a window.
import { measure, report } from "./measure.mjs";
import { follow, leads, socket } from "./zeromq-pair.mjs";

const WINDOW = Number(process.env.WINDOW ?? 64);

if (leads) {
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
} else {
  const ack = Buffer.alloc(4);
  let received = 0;
  await follow(async () => {
    if (++received % WINDOW === 0) await socket.send(ack);
  });
}
