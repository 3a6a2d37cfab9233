import { closeSync } from "node:fs";
import { RanksError } from "../errors.ts";
import type { Notice, Report } from "../job/messages.ts";
import type { JobSpecification } from "../job/specification.ts";
import type { Channel } from "./channel.ts";
import type { Answer, Hello, MemoryOffer, Over } from "./messages.ts";

/** Opens memory of this host: the descriptor, undefined when that can't be. */
export type OpenMemory = (offer: MemoryOffer) => number | undefined;

/** A rank's end of the connection to the hub, once the job has begun. */
export class RankConnection {
  readonly spec: JobSpecification;
  readonly #channel: Channel;
  #losses = 0;
  #closing = false;

  private constructor(channel: Channel, spec: JobSpecification) {
    this.#channel = channel;
    this.spec = spec;
  }

  /** Says who this rank is, and waits for its part in the job. */
  static async enter(channel: Channel, hello: Hello, openMemory: OpenMemory): Promise<RankConnection> {
    channel.say(hello);
    const { memory } = await answer(channel, "lodging");
    const fd = memory === null ? undefined : openMemory(memory);
    channel.say({ type: "lodged", opened: fd !== undefined });
    const { spec, shared, silenceMs, encrypt } = await answer(channel, "specification");
    channel.watch(silenceMs);
    if (!shared && fd !== undefined) closeSync(fd);
    const severalHosts = new Set(spec.hostOf).size > 1;
    return new RankConnection(channel, {
      ...spec,
      ...(shared && memory !== null && fd !== undefined && { memory: { fd, bytes: memory.bytes } }),
      ...(severalHosts && { network: { address: channel.localAddress, encrypt, silenceMs } }),
    });
  }

  say(report: Report): void {
    this.#channel.say(report);
  }

  /** `ended` is called, with the reason, when the job has come to its end before its time. */
  hear(listener: (notice: Notice) => void, ended: (why: string) => void): void {
    let over = false;
    this.#channel.hear(
      (message) => {
        const notice = message as Notice | Over;
        if (notice.type === "over") {
          over = true;
          if (!this.#closing) ended(notice.why);
          return;
        }
        if (notice.type === "closing") this.#closing = true;
        if (notice.type === "lost") this.#losses = notice.ordinal;
        listener(notice);
      },
      (why) => {
        if (this.#closing || over) return;
        // The hub is gone without a word, and nobody else is left to say so.
        listener({ type: "lost", rank: 0, reason: why, ordinal: this.#losses + 1 });
        ended(`rank 0 was lost (${why})`);
      },
    );
  }

  /** The process ends with this code. Complete when the hub knows. */
  async close(code: number): Promise<void> {
    this.#closing = true;
    this.say({ type: "ended", rank: this.spec.ranks[0], code });
    await this.#channel.close();
  }
}

/** The hub's next answer, which must be of this kind. */
async function answer<T extends Answer["type"]>(
  channel: Channel,
  type: T,
): Promise<Extract<Answer, { type: T }>> {
  let message: Answer;
  try {
    message = (await channel.next()) as Answer;
  } catch (error) {
    throw gone((error as Error).message);
  }
  if (message.type === "refused") throw new RanksError(message.code, message.message);
  if (message.type !== type) throw gone("it spoke out of turn");
  return message as Extract<Answer, { type: T }>;
}

function gone(why: string): RanksError {
  return new RanksError(
    "ERR_RANKS_LAUNCH",
    `rank 0 went away while the job was starting (${why}); look at what it wrote`,
  );
}
