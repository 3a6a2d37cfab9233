import type { Push } from "zeromq";
import { ASK, BEAT, FLAGS, MAGIC, MAGIC_NUMBER, PROCESSES, TOKEN } from "./batch.ts";
import type { Batch, Terms } from "./batch.ts";
import { Inbox } from "./inbox.ts";
import type { Loan } from "./loan.ts";
import { Outbox } from "./outbox.ts";
import type { PumpBuffers } from "./pump-buffers.ts";

/** The pump of another process. */
export class PumpPeer {
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly #socket: Push;
  readonly #loans: Loan[] = [];
  #asked = false;
  #probed = 0;
  #silence = 0;
  #heard = false;
  /** Whether something can be sent. */
  open = true;

  /** `socket` is connected to it. Calls `returned` when a loan has arrived, `failed` with the reason when nothing can be sent any more. */
  constructor(
    process: number,
    socket: Push,
    terms: Terms,
    window: number,
    buffers: PumpBuffers,
    returned: (loan: Loan) => void,
    failed: (why: string) => void,
  ) {
    this.#socket = socket;
    this.inbox = new Inbox(window);
    this.outbox = new Outbox(socket, headerTo(process, terms), this.inbox, window, buffers, returned, failed);
  }

  /** Books a batch of this peer; the answer is what is wrong with it. */
  take(batch: Batch): string | undefined {
    this.#silence = 0;
    this.#heard = true;
    if ((batch.words[FLAGS] & ASK) !== 0) this.#asked = true;
    return this.inbox.book(batch) ?? this.outbox.hear(batch.words);
  }

  /** Sends an array of a local rank, behind others. */
  lend(loan: Loan): void {
    this.#loans.push(loan);
  }

  /** Whether arrays are not out yet. */
  get lending(): boolean {
    return this.open && this.#loans.length > 0;
  }

  /** Sends what there is to say. */
  flush(): void {
    if (!this.open) return;
    this.outbox.flush();
    while (this.#loans.length > 0 && this.outbox.trySendPieces(this.#loans[0])) this.#loans.shift();
    this.outbox.acknowledge(this.#asked);
    this.#asked = false;
  }

  /**
   * Called now and then. ZeroMQ connects anew after a connection broke, and what was under way is lost without a word; the other
   * side sees that with the next batch. When it has not seen what was there at the last call, this is that batch. With `beat`
   * something is sent in any case.
   */
  probe(beat: boolean): void {
    if (!this.open) return;
    this.#silence++;
    this.#probed = this.outbox.flush((this.outbox.saw(this.#probed) ? 0 : ASK) | (beat ? BEAT : 0));
  }

  /**
   * How many probes ago something was heard of this peer, which probes as often. It is not measured in time: were this process
   * stopped for a while, or starved, what came meanwhile would not have been looked at yet.
   */
  get silence(): number {
    return this.open && !this.inbox.leaving ? this.#silence : 0;
  }

  /** Whether anything was ever heard of it. */
  get heard(): boolean {
    return this.#heard;
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
