// Messages of 8 bytes one after the other from rank 0 to rank 1, which answers once in 8192 messages, over `ranks`.
// Arguments: samples, and `await` in place of wait(). Its counterpart is zeromq-bandwidth.mjs with a window of 8192.
import { spmd } from "ranks";
import { measure, report } from "../peers/node/measure.mjs";

const WINDOW = 8192;
const END = -1;

const [samples, form] = process.argv.slice(2);
const awaiting = form === "await";

await spmd(async (world) => {
  const message = new Float64Array(1);
  const to = { dest: 1 - world.rank, tag: 1 };
  const from = { source: 1 - world.rank, tag: 1, into: message };
  if (world.rank === 0) {
    const windows = async (repeats) => {
      for (let i = 0; i < repeats; i++) {
        for (let w = 0; w < WINDOW; w++) {
          if (awaiting) await world.send(message, to);
          else world.send(message, to).wait();
        }
        if (awaiting) await world.recv(from);
        else world.recv(from).wait();
      }
    };
    report(message.byteLength, await measure(windows, Number(samples)), WINDOW);
    message[0] = END;
    await world.send(message, to);
  } else {
    for (let received = 0; message[0] !== END;) {
      if (awaiting) await world.recv(from);
      else world.recv(from).wait();
      if (++received % WINDOW === 0) await world.send(message, to);
    }
  }
});
