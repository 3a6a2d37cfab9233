import type { TLSSocket } from "node:tls";
import { hearLines, writeLine } from "../job/lines.ts";

/** Says that this process lives; nobody hears of it. */
const LIFE_SIGN = "alive";

/** Life signs in the time after which silence means loss. */
const SIGNS = 5;

/** So long the other end may take to see the end of what was said. */
const FLUSH_MS = 500;

/** A control connection between a process of ranks and the hub: JSON in lines, with signs of life in both directions. */
export class Channel {
  readonly #socket: TLSSocket;
  readonly #heard: unknown[] = [];
  #listener: ((message: unknown) => void) | undefined;
  #onEnd: (() => void) | undefined;
  /** Signs of life since something was heard. */
  #quiet = 0;
  #sign: NodeJS.Timeout | undefined;
  /** Why it has ended; undefined while it lives. */
  #end: string | undefined;
  #trouble: string | undefined;

  constructor(socket: TLSSocket, silenceMs: number) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("error", ({ code, message }: NodeJS.ErrnoException) => {
      // What remains of a process that was killed.
      if (code !== "ECONNRESET" && code !== "EPIPE") this.#trouble ??= message;
    });
    socket.once("close", () => this.#close());
    this.watch(silenceMs);
    hearLines<unknown>(socket, (message) => {
      this.#quiet = 0;
      if (message !== LIFE_SIGN) this.#take(message);
    });
  }

  /** The address of this machine that the connection goes out from. */
  get localAddress(): string {
    return this.#socket.localAddress ?? "127.0.0.1";
  }

  /** From here on the other end counts as gone when it is silent for so long. */
  watch(silenceMs: number): void {
    clearInterval(this.#sign);
    this.#quiet = 0;
    // Counting signs, not time: where this process itself was stopped for a while, the others had no chance to be heard.
    this.#sign = setInterval(() => {
      if (this.#quiet++ >= SIGNS) this.destroy(`nothing was heard for ${silenceMs / 1000} s`);
      else this.say(LIFE_SIGN);
    }, silenceMs / SIGNS);
  }

  say(message: unknown): void {
    if (this.#end === undefined && this.#socket.writable) writeLine(this.#socket, message);
  }

  /** All messages that nobody has taken so far, and those to come. `ended` is called once, with the reason. */
  hear(listener: (message: unknown) => void, ended: (why: string) => void): void {
    this.#listener = listener;
    this.#onEnd = () => ended(this.#end!);
    for (const message of this.#heard.splice(0)) listener(message);
    if (this.#end !== undefined) ended(this.#end);
  }

  /** The next message; rejects with the reason when the connection ends before. */
  next(): Promise<unknown> {
    if (this.#heard.length > 0) return Promise.resolve(this.#heard.shift());
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => reject(new Error(why));
      const take = (message: unknown): void => {
        this.#listener = this.#onEnd = undefined;
        resolve(message);
      };
      this.hear(take, fail);
    });
  }

  /** Ends it in good order: complete when the other end has seen what was said, or is too slow for that. */
  async close(): Promise<void> {
    if (this.#end !== undefined) return;
    const closed = new Promise((resolve) => this.#socket.once("close", resolve));
    const limit = setTimeout(() => this.destroy("this end closed it"), FLUSH_MS);
    this.#socket.end();
    await closed;
    clearTimeout(limit);
  }

  destroy(why: string): void {
    this.#trouble ??= why;
    this.#socket.destroy();
  }

  #take(message: unknown): void {
    if (this.#listener === undefined) this.#heard.push(message);
    else this.#listener(message);
  }

  #close(): void {
    clearInterval(this.#sign);
    this.#end = this.#trouble ?? "its connection was closed";
    this.#onEnd?.();
  }
}
