import type { Communicator } from "../../index.ts";
import type { Check, Exchange } from "../benchmark.ts";
import { payload, spoil, stamp, verifyStamp } from "../stamp.ts";

/** What goes there, and what came last; arrays come into `into`. */
export interface Letters {
  out: unknown;
  last?: unknown;
  readonly into?: unknown;
}

/** A message there and one back, as in osu_latency. The lower rank begins. */
export function pingPong(world: Communicator, peer: number, letters: Letters): Exchange {
  const first = world.rank < peer;
  const { into } = letters;
  const to = { dest: peer, tag: 1 };
  const from = { source: peer, tag: 1, ...(into !== undefined && { into }) };
  return {
    blocking(repeats) {
      for (let i = 0; i < repeats; i++) {
        if (first) world.send(letters.out, to).wait();
        letters.last = world.recv(from).wait();
        if (!first) world.send(letters.out, to).wait();
      }
    },
    async awaiting(repeats) {
      for (let i = 0; i < repeats; i++) {
        if (first) await world.send(letters.out, to);
        letters.last = await world.recv(from);
        if (!first) await world.send(letters.out, to);
      }
    },
  };
}

/** The same with arrays of so many bytes. */
export function arrayPingPong(
  world: Communicator,
  peer: number,
  bytes: number,
): { readonly exchange: Exchange; readonly check: Check } {
  const [out, into] = [payload(bytes), payload(bytes)];
  return {
    exchange: pingPong(world, peer, { out, into }),
    check: {
      prepare: (round) => (stamp(out, world.rank, round), spoil(into)),
      verify: (round) => verifyStamp(into, peer, round, `${bytes} bytes`),
    },
  };
}
