import type { Communicator, Request } from "../../index.ts";
import type { Check, Exchange } from "../benchmark.ts";
import { payload, spoil, stamp, verifyStamp } from "../stamp.ts";

/** Messages under way at once, as in osu_bw. */
export const WINDOW = 64;

export type Direction = "out" | "in" | "both";

/**
 * A window of messages to or from `peer`; one way, a short answer follows, as in osu_bw. All of a window's messages share one
 * array at each end.
 */
export function windows(
  world: Communicator,
  peer: number,
  direction: Direction,
  bytes: number,
): { readonly exchange: Exchange; readonly check: Check } {
  const [out, into] = [payload(bytes), payload(bytes)];
  const answer = new Uint8Array(4);
  const to = { dest: peer, tag: 1 };
  const from = { source: peer, tag: 1, into };
  const answerTo = { dest: peer, tag: 2 };
  const answerFrom = { source: peer, tag: 2, into: answer };
  const sends = direction !== "in";
  const receives = direction !== "out";
  const requests: Request<unknown>[] = [];
  const start = (): void => {
    requests.length = 0;
    if (receives) for (let i = 0; i < WINDOW; i++) requests.push(world.recv(from));
    if (sends) for (let i = 0; i < WINDOW; i++) requests.push(world.send(out, to));
  };
  const exchange: Exchange = {
    blocking(repeats) {
      for (let i = 0; i < repeats; i++) {
        start();
        for (const request of requests) request.wait();
        if (direction === "out") world.recv(answerFrom).wait();
        if (direction === "in") world.send(answer, answerTo).wait();
      }
    },
    async awaiting(repeats) {
      for (let i = 0; i < repeats; i++) {
        start();
        await Promise.all(requests);
        if (direction === "out") await world.recv(answerFrom);
        if (direction === "in") await world.send(answer, answerTo);
      }
    },
  };
  const check: Check = {
    prepare: (round) => (stamp(out, world.rank, round), spoil(into)),
    verify(round) {
      if (receives) verifyStamp(into, peer, round, `${bytes} bytes in windows`);
    },
  };
  return { exchange, check };
}
