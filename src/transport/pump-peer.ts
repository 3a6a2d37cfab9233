import type { Push } from "zeromq";
import { ASK, FLAGS, MAGIC, MAGIC_NUMBER, PROCESSES, TOKEN } from "./batch.ts";
import type { Batch, Terms } from "./batch.ts";
import { Inbox } from "./inbox.ts";
import { Outbox } from "./outbox.ts";
import type { PumpBuffers } from "./pump-buffers.ts";

/** The pump of another process. */
export class PumpPeer {
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly #socket: Push;
  #asked = false;
  #probed = 0;
  /** Whether something can be sent. */
  open = true;

  /** `socket` is connected to it. Calls `failed` with the reason when nothing can be sent any more. */
  constructor(
    process: number,
    socket: Push,
    terms: Terms,
    window: number,
    buffers: PumpBuffers,
    failed: (why: string) => void,
  ) {
    this.#socket = socket;
    this.inbox = new Inbox(window);
    this.outbox = new Outbox(socket, headerTo(process, terms), this.inbox, window, buffers, failed);
  }

  /** Books a batch of this peer; the answer is what is wrong with it. */
  take(batch: Batch): string | undefined {
    if ((batch.words[FLAGS] & ASK) !== 0) this.#asked = true;
    return this.inbox.book(batch) ?? this.outbox.hear(batch.words);
  }

  /** Sends what there is to say. */
  flush(): void {
    if (!this.open) return;
    this.outbox.flush();
    this.outbox.acknowledge(this.#asked);
    this.#asked = false;
  }

  /**
   * Called now and then. ZeroMQ connects anew after a connection broke, and what was under way is lost without a word; the other
   * side sees that with the next batch. When it has not seen what was there at the last call, this is that batch.
   */
  probe(): void {
    if (!this.open) return;
    this.#probed = this.outbox.flush(this.outbox.saw(this.#probed) ? 0 : ASK);
  }

  /** What the peer sent before is still taken. */
  close(): void {
    this.open = false;
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
