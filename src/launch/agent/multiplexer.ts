import { Readable, Writable } from "node:stream";

/**
 * Messages and many streams of bytes over one connection, such as the standard input and output of ssh. A frame is
 *
 *     length of the payload: 4 bytes | kind: 1 byte | stream: 4 bytes | payload
 *
 * little-endian. Each stream has credit of its own, so that one which nobody reads holds up no other, and no message.
 */
const HEADER = 9;
const MESSAGE = 0;
const DATA = 1;
const END = 2;
const CREDIT = 3;

/** Bytes of a stream that may be under way or unread. */
const WINDOW = 256 << 10;
const LARGEST_DATA = 64 << 10;
/** A whole job's specification is one message. */
const LARGEST_FRAME = 64 << 20;

/** How many beats fit into the time after which silence counts. */
const BEATS = 5;

export interface MultiplexerListener {
  /** An object that the other side gave to `send`. */
  onMessage(message: unknown): void;
  /** Once: the connection is closed, the other side was silent for too long, or it sends what cannot be understood. */
  onEnd(why: string): void;
}

export class Multiplexer {
  readonly #input: Readable;
  readonly #output: Writable;
  readonly #listener: MultiplexerListener;
  readonly #incoming = new Map<number, IncomingStream>();
  readonly #outgoing = new Map<number, OutgoingStream>();
  #unread: Buffer = Buffer.alloc(0);
  #heard = performance.now();
  #excused = false;
  #beating: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(input: Readable, output: Writable, listener: MultiplexerListener) {
    this.#input = input;
    this.#output = output;
    this.#listener = listener;
    input.on("data", (chunk: Buffer) => this.#read(chunk));
    input.on("close", () => this.#end("the connection was closed"));
    input.on("end", () => this.#end("the connection was closed"));
    for (const stream of [input, output])
      stream.on("error", (error) => this.#end(`the connection broke: ${error.message}`));
    input.resume();
  }

  /** From here on both sides have to be heard of at least once in `silenceMs`. */
  beat(silenceMs: number): void {
    let due = performance.now();
    this.#heard = due;
    const period = silenceMs / BEATS;
    this.#beating = setInterval(() => {
      const now = performance.now();
      // Who was stopped himself cannot know whether the other side was silent.
      if (now - due > 3 * period) this.#heard = now;
      due = now;
      this.#write(MESSAGE, 0, NOTHING);
      if (!this.#excused && now - this.#heard > silenceMs)
        this.#end(`nothing was heard for ${silenceMs / 1000} s`);
    }, period);
  }

  /** The other side says that it will be silent; its next word ends that. */
  excuse(): void {
    this.#excused = true;
  }

  send(message: unknown): void {
    this.#write(MESSAGE, 0, Buffer.from(JSON.stringify(message)));
  }

  /** The bytes that the other side writes to its stream of this number. */
  reader(id: number): Readable {
    const stream = new IncomingStream((bytes) => this.#writeCredit(id, bytes));
    this.#incoming.set(id, stream);
    return stream;
  }

  /** What is written here can be read on the other side. */
  writer(id: number): Writable {
    const stream = new OutgoingStream(
      (chunk) => this.#write(DATA, id, chunk),
      () => this.#write(END, id, NOTHING),
    );
    this.#outgoing.set(id, stream);
    return stream;
  }

  close(): void {
    this.#ended = true;
    clearInterval(this.#beating);
    this.#output.end();
  }

  #end(why: string): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#beating);
    for (const stream of this.#incoming.values()) stream.destroy();
    for (const stream of this.#outgoing.values()) stream.destroy();
    this.#input.destroy();
    this.#output.destroy();
    this.#listener.onEnd(why);
  }

  #write(kind: number, id: number, payload: Uint8Array): void {
    if (this.#ended || !this.#output.writable) return;
    const header = Buffer.alloc(HEADER);
    header.writeUInt32LE(payload.length, 0);
    header.writeUInt8(kind, 4);
    header.writeUInt32LE(id, 5);
    this.#output.write(payload.length === 0 ? header : Buffer.concat([header, payload]));
  }

  #writeCredit(id: number, bytes: number): void {
    const payload = Buffer.alloc(4);
    payload.writeUInt32LE(bytes);
    this.#write(CREDIT, id, payload);
  }

  #read(chunk: Buffer): void {
    this.#heard = performance.now();
    this.#excused = false;
    this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    while (this.#unread.length >= HEADER && !this.#ended) {
      const length = this.#unread.readUInt32LE(0);
      if (length > LARGEST_FRAME) return this.#end("it sent a frame that is too long");
      if (this.#unread.length < HEADER + length) return;
      const frame = this.#unread.subarray(0, HEADER + length);
      this.#unread = this.#unread.subarray(HEADER + length);
      this.#take(frame.readUInt8(4), frame.readUInt32LE(5), frame.subarray(HEADER));
    }
  }

  #take(kind: number, id: number, payload: Buffer): void {
    if (kind === DATA) this.#incoming.get(id)?.arrived(payload);
    else if (kind === END) this.#incoming.get(id)?.push(null);
    else if (kind === CREDIT && payload.length === 4) this.#outgoing.get(id)?.grant(payload.readUInt32LE(0));
    else if (kind === MESSAGE) this.#takeMessage(payload);
    else this.#end("it sent a frame of an unknown kind");
  }

  #takeMessage(payload: Buffer): void {
    if (payload.length === 0) return;
    let message: unknown;
    try {
      message = JSON.parse(payload.toString("utf8"));
    } catch {
      return this.#end("it sent a message that is not JSON");
    }
    this.#listener.onMessage(message);
  }
}

const NOTHING = new Uint8Array(0);

class IncomingStream extends Readable {
  readonly #grant: (bytes: number) => void;
  /** Taken, but not granted anew since nobody reads. */
  #owed = 0;

  constructor(grant: (bytes: number) => void) {
    super({ highWaterMark: LARGEST_DATA });
    this.#grant = grant;
  }

  arrived(chunk: Buffer): void {
    this.#owed += chunk.length;
    if (this.push(chunk)) this._read();
  }

  override _read(): void {
    const bytes = this.#owed;
    this.#owed = 0;
    if (bytes > 0) this.#grant(bytes);
  }
}

class OutgoingStream extends Writable {
  readonly #sendData: (chunk: Buffer) => void;
  readonly #sendEnd: () => void;
  #credit = WINDOW;
  #granted: (() => void) | undefined;

  constructor(sendData: (chunk: Buffer) => void, sendEnd: () => void) {
    super();
    this.#sendData = sendData;
    this.#sendEnd = sendEnd;
  }

  grant(bytes: number): void {
    this.#credit += bytes;
    this.#granted?.();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.#granted = undefined;
    const bytes = Math.min(chunk.length, this.#credit, LARGEST_DATA);
    if (bytes > 0) {
      this.#credit -= bytes;
      this.#sendData(chunk.subarray(0, bytes));
    }
    if (bytes === chunk.length) done();
    else if (this.#credit > 0) this._write(chunk.subarray(bytes), _, done);
    else this.#granted = () => this._write(chunk.subarray(bytes), _, done);
  }

  override _final(done: () => void): void {
    this.#sendEnd();
    done();
  }
}
