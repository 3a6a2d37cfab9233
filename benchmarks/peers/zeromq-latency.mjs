// Ping-pong between two processes over bare zeromq.js: PAIR sockets, tcp on loopback, awaiting.
// Arguments: samples, then sizes in bytes. (With CONNECT in the environment it is the other end.)
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Pair } from "zeromq";
import { measure, report } from "./measure.mjs";

const socket = new Pair({ linger: 0 });
const address = process.env.CONNECT;

if (address === undefined) {
  await socket.bind("tcp://127.0.0.1:*");
  const env = { ...process.env, CONNECT: socket.lastEndpoint };
  const echo = fork(fileURLToPath(import.meta.url), [], { env });
  const [samples, ...sizes] = process.argv.slice(2).map(Number);
  for (const bytes of sizes) {
    const message = Buffer.alloc(bytes, 1);
    const pingPong = async (repeats) => {
      for (let i = 0; i < repeats; i++) {
        await socket.send(message);
        await socket.receive();
      }
    };
    report(bytes, await measure(pingPong, samples), 2);
  }
  await socket.send("");
  echo.on("exit", () => socket.close());
} else {
  socket.connect(address);
  let answer = Buffer.alloc(0);
  for (;;) {
    const [message] = await socket.receive();
    if (message.length === 0) break;
    // It sends an array of its own, as a rank does.
    if (answer.length !== message.length) answer = Buffer.alloc(message.length, 1);
    await socket.send(answer);
  }
  socket.close();
  process.disconnect();
}
