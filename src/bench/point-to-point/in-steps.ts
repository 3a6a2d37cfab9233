import type { Communicator, Request } from "../../index.ts";
import type { Exchange } from "../benchmark.ts";

/** Tags behind those of the messages. */
const GO = 2 ** 20;
const DONE = GO + 1;

/** What one of two ranks does: start something, say or hear the word to go on, start something, and finish it all. */
export interface Steps {
  readonly before?: () => Request<unknown>[];
  readonly says: boolean;
  readonly after?: () => Request<unknown>[];
}

/** At the end the other one says that it is done, so that nobody runs ahead. */
export function inSteps(world: Communicator, { before, says, after }: Steps): Exchange {
  const peer = 1 - world.rank;
  const word = new Uint8Array(1);
  const tell = (tag: number): Request<unknown> => world.send(word, { dest: peer, tag });
  const hear = (tag: number): Request<unknown> => world.recv({ source: peer, tag, into: word });
  const go = (): Request<unknown> => (says ? tell(GO) : hear(GO));
  const done = (): Request<unknown> => (says ? hear(DONE) : tell(DONE));
  return {
    blocking(repeats) {
      for (let i = 0; i < repeats; i++) {
        const early = before?.() ?? [];
        go().wait();
        const late = after?.() ?? [];
        for (const request of early) request.wait();
        for (const request of late) request.wait();
        done().wait();
      }
    },
    async awaiting(repeats) {
      for (let i = 0; i < repeats; i++) {
        const early = before?.() ?? [];
        await go();
        const late = after?.() ?? [];
        await Promise.all([...early, ...late]);
        await done();
      }
    },
  };
}
