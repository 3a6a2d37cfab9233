import { ENVELOPE_BYTES } from "../wire/envelope.ts";
import * as batch from "./batch.ts";
import type { Inbox } from "./inbox.ts";
import type { Loan } from "./loan.ts";
import { LoanWindow } from "./loan-window.ts";
import type { PumpBuffers } from "./pump-buffers.ts";

/** ZeroMQ copies messages up to this size within `send`. Larger ones it reads later, from its own thread. */
const COPIED_BY_ZEROMQ = 128;
/** Up to this size a copy is cheaper than giving a batch's buffer away. */
const COPIED_HERE = 4096;

/** Copying so many words in a loop beats `set`. */
const LOOP_WORDS = 24;

/** The pieces' own bytes cost nothing, for the far side keeps them nowhere. */
const PIECE_COST = batch.costOf(ENVELOPE_BYTES);

/** A socket that takes a message, or refuses it, within the call. */
export interface Sender {
  send(message: Buffer | Buffer[]): Promise<void>;
}

/** What ends once the other side has seen the batch of this number. */
interface InFlight {
  readonly sequence: number;
  arrived(): void;
}

/** What goes to one process: records are gathered into batches, as long as the receiver's window has room. */
export class Outbox {
  readonly #socket: Sender;
  readonly #inbox: Inbox;
  readonly #window: number;
  readonly #buffers: PumpBuffers;
  readonly #returned: (loan: Loan) => void;
  readonly #failed: (why: string) => void;
  readonly #header: Int32Array;
  #buffer: Int32Array<ArrayBuffer> | undefined;
  #end = batch.HEADER_WORDS;
  #sequence = 0;
  #seen = 0;
  #sent = 0;
  #released = 0;
  /** What the other side has been told that this side released. */
  #told = 0;
  readonly #inFlight: InFlight[] = [];
  readonly #lent = new LoanWindow();

  constructor(
    socket: Sender,
    header: Int32Array,
    inbox: Inbox,
    window: number,
    buffers: PumpBuffers,
    returned: (loan: Loan) => void,
    failed: (why: string) => void,
  ) {
    this.#socket = socket;
    this.#header = header;
    this.#inbox = inbox;
    this.#window = window;
    this.#buffers = buffers;
    this.#returned = returned;
    this.#failed = failed;
  }

  /** Takes a copy of the record at `at` of the shared words; false when there is no room in the batch or in the window. */
  tryAdd(from: Int32Array, word: number, bytes: number): boolean {
    const body = (this.#end - batch.HEADER_WORDS) * 4 + bytes;
    if (body + batch.HEADER_BYTES > batch.BATCH_BYTES) return false;
    if (this.unacknowledged + batch.costOf(body) > this.#window) return false;
    const to = (this.#buffer ??= this.#buffers.take());
    const end = this.#end;
    const count = bytes >> 2;
    if (count <= LOOP_WORDS) for (let i = 0; i < count; i++) to[end + i] = from[word + i];
    else to.set(from.subarray(word, word + count), end);
    this.#end = end + count;
    return true;
  }

  /** Sends pieces of this array while not too many are under way; true when all are out. */
  trySendPieces(loan: Loan): boolean {
    while (this.#lent.open && this.unacknowledged + PIECE_COST <= this.#window) {
      this.#sendPiece(loan);
      if (loan.out) return true;
    }
    return false;
  }

  #sendPiece(loan: Loan): void {
    this.flush();
    const piece = loan.next();
    const to = (this.#buffer ??= this.#buffers.take());
    to.set(loan.envelope, this.#end);
    this.#end += loan.envelope.length;
    this.#send(batch.ASK, piece);
    const { length } = piece;
    const { out } = loan;
    const start = performance.now();
    this.#lent.sent(length);
    const arrived = (): void => {
      this.#lent.arrived(length, performance.now() - start);
      if (out) this.#returned(loan);
    };
    this.#inFlight.push({ sequence: this.#sequence, arrived });
  }

  /** Hands what was gathered to ZeroMQ, with flags also when nothing was; the answer is the last sequence number. */
  flush(flags = 0): number {
    if (this.#end !== batch.HEADER_WORDS || flags !== 0) this.#send(flags);
    return this.#sequence;
  }

  /** Tells the other side what was released here when that is a good part of the window, or when it `asked`. */
  acknowledge(asked: boolean): void {
    if (asked || ((this.#inbox.released - this.#told) | 0) >= this.#window >> 2) this.#send(0);
  }

  #send(flags: number, piece?: Buffer): void {
    const buffer = (this.#buffer ??= this.#buffers.take());
    const bytes = this.#end * 4;
    this.#end = batch.HEADER_WORDS;
    this.#sequence = (this.#sequence + 1) | 0;
    this.#sent = (this.#sent + batch.costOf(bytes - batch.HEADER_BYTES)) | 0;
    this.#told = this.#inbox.released;
    buffer.set(this.#header);
    buffer[batch.SEQUENCE] = this.#sequence;
    buffer[batch.SEEN] = this.#inbox.seen;
    buffer[batch.RELEASED] = this.#told;
    buffer[batch.FLAGS] = flags;
    this.#hand(buffer, bytes, piece);
  }

  #hand(buffer: Int32Array<ArrayBuffer>, bytes: number, piece: Buffer | undefined): void {
    let message = Buffer.from(buffer.buffer, 0, bytes);
    if (bytes > COPIED_HERE) {
      // Not written again before the other side has seen it: ZeroMQ reads it until then.
      this.#buffer = undefined;
      this.#inFlight.push({ sequence: this.#sequence, arrived: () => this.#buffers.give(buffer) });
    } else if (bytes > COPIED_BY_ZEROMQ) {
      message = Buffer.from(message);
    }
    // Without a high-water mark and with a timeout of 0 it is taken, or refused, within the call.
    const parts = piece === undefined ? message : [message, piece];
    this.#socket.send(parts).catch((error: unknown) => this.#failed(`sending failed: ${String(error)}`));
  }

  /** Reads what a batch from the other side says about this direction; the answer is what is wrong with it. */
  hear(words: Int32Array): string | undefined {
    const seen = words[batch.SEEN];
    const released = words[batch.RELEASED];
    if (((this.#sequence - seen) | 0) < 0 || ((seen - this.#seen) | 0) < 0)
      return "it saw what was never sent";
    if (((this.#sent - released) | 0) < 0 || ((released - this.#released) | 0) < 0)
      return "it released what was never sent";
    this.#seen = seen;
    this.#released = released;
    while (this.#inFlight.length > 0 && ((seen - this.#inFlight[0].sequence) | 0) >= 0) {
      this.#inFlight.shift()!.arrived();
    }
    return undefined;
  }

  /** Cost of what the other side has not given to its ranks yet, as far as is known here. */
  get unacknowledged(): number {
    return (this.#sent - this.#released) | 0;
  }

  /** Whether the other side has seen the batch of this number. */
  saw(sequence: number): boolean {
    return ((this.#seen - sequence) | 0) >= 0;
  }
}
