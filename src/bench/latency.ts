import type { Communicator } from "../index.ts";
import type { Exchange } from "./measure.ts";
import { payload, runPair } from "./pair.ts";

/** Ping-pong, as in osu_latency: the time of a message is half the round trip. */
function pingPong(world: Communicator, bytes: number): Exchange {
  const peer = 1 - world.rank;
  const first = world.rank === 0;
  const out = payload(bytes);
  const to = { dest: peer, tag: 1 };
  const from = { source: peer, tag: 1, into: payload(bytes) };
  return {
    blocking(repeats) {
      for (let i = 0; i < repeats; i++) {
        if (first) world.send(out, to).wait();
        world.recv(from).wait();
        if (!first) world.send(out, to).wait();
      }
    },
    async awaiting(repeats) {
      for (let i = 0; i < repeats; i++) {
        if (first) await world.send(out, to);
        await world.recv(from);
        if (!first) await world.send(out, to);
      }
    },
  };
}

await runPair({
  benchmark: "latency",
  title: "Half round trip between 2 ranks",
  messages: 2,
  exchange: pingPong,
});
