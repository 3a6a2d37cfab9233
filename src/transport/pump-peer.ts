import type { Observer, Push } from "zeromq";
import { ASK, FLAGS, MAGIC, MAGIC_NUMBER, PROCESSES, TOKEN } from "./batch.ts";
import type { Batch, Terms } from "./batch.ts";
import { Inbox } from "./inbox.ts";
import { Outbox } from "./outbox.ts";
import type { PumpBuffers } from "./pump-buffers.ts";
import { pushSocket } from "./pump-sockets.ts";

/** After the end of a connection, what the peer sent before may still come for so long. */
const LAST_WORDS_MS = 50;

/** The pump of another process. */
export class PumpPeer {
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly #socket: Push = pushSocket();
  readonly #events: Observer = this.#socket.events;
  #asked = false;

  /** Calls `lost` with the reason when nothing can go to this process any more, or with undefined when it left in good order. */
  constructor(
    process: number,
    address: string,
    terms: Terms,
    window: number,
    buffers: PumpBuffers,
    lost: (why?: string) => void,
  ) {
    this.inbox = new Inbox(window);
    this.outbox = new Outbox(this.#socket, headerTo(process, terms), this.inbox, window, buffers, lost);
    // Its wait for an event ends in an error when the observer is closed.
    this.#watchConnection(lost).catch(() => undefined);
    this.#socket.connect(address);
  }

  /** ZeroMQ would connect anew and lose what was under way: here the end of a connection is the end of the peer. */
  async #watchConnection(lost: (why?: string) => void): Promise<void> {
    for await (const event of this.#events) {
      if (event.type !== "disconnect") continue;
      setTimeout(() => lost(this.inbox.leaving ? undefined : "its connection ended"), LAST_WORDS_MS).unref();
      return;
    }
  }

  /** Books a batch of this peer; the answer is what is wrong with it. */
  take(batch: Batch): string | undefined {
    if ((batch.words[FLAGS] & ASK) !== 0) this.#asked = true;
    return this.inbox.book(batch) ?? this.outbox.hear(batch.words);
  }

  /** Sends what there is to say. */
  flush(): void {
    this.outbox.flush();
    this.outbox.acknowledge(this.#asked);
    this.#asked = false;
  }

  close(): void {
    // An observer that waits aborts the process at its end, as a pending `receive` does.
    this.#events.close();
    this.#socket.close();
  }
}

function headerTo(process: number, terms: Terms): Int32Array {
  const header = new Int32Array(FLAGS + 1);
  header[MAGIC] = MAGIC_NUMBER;
  header[PROCESSES] = terms.process | (process << 16);
  header.set(terms.token, TOKEN);
  return header;
}
