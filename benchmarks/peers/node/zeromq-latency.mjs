// Ping-pong between two processes over bare zeromq.js: PAIR sockets, tcp, awaiting. Arguments: samples, then sizes in bytes.
import { measure, report } from "./measure.mjs";
import { follow, leads, socket } from "./zeromq-pair.mjs";

if (leads) {
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
} else {
  let answer = Buffer.alloc(0);
  await follow((message) => {
    // It sends an array of its own, as a rank does.
    if (answer.length !== message.length) answer = Buffer.alloc(message.length, 1);
    return socket.send(answer);
  });
}
