import type { Communicator, Request } from "../index.ts";
import type { Exchange } from "./measure.ts";
import { payload, runPair } from "./pair.ts";

/** Messages under way at once, as in osu_bw. */
const WINDOW = 64;

/** A window of sends, then one short answer, as in osu_bw. All of a window's messages share one array at each end. */
function windows(world: Communicator, bytes: number): Exchange {
  const peer = 1 - world.rank;
  const sender = world.rank === 0;
  const data = payload(bytes);
  const ack = new Uint8Array(4);
  const to = { dest: peer, tag: 1 };
  const from = { source: peer, tag: 1, into: data };
  const ackTo = { dest: peer, tag: 2 };
  const ackFrom = { source: peer, tag: 2, into: ack };
  const window = new Array<Request<unknown>>(WINDOW);
  const start = (): void => {
    for (let i = 0; i < WINDOW; i++) window[i] = sender ? world.send(data, to) : world.recv(from);
  };
  return {
    blocking(repeats) {
      for (let i = 0; i < repeats; i++) {
        start();
        for (const request of window) request.wait();
        if (sender) world.recv(ackFrom).wait();
        else world.send(ack, ackTo).wait();
      }
    },
    async awaiting(repeats) {
      for (let i = 0; i < repeats; i++) {
        start();
        await Promise.all(window);
        if (sender) await world.recv(ackFrom);
        else await world.send(ack, ackTo);
      }
    },
  };
}

await runPair({
  benchmark: "bandwidth",
  title: `Bandwidth from rank 0 to rank 1, ${WINDOW} messages at once`,
  messages: WINDOW,
  exchange: windows,
});
