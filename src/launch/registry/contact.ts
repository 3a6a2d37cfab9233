import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { hearLines, writeLine } from "../../job/lines.ts";
import type { Answers, Question } from "./protocol.ts";

/** A connection to the launcher of a job. */
export class Contact {
  /** Complete when the launcher has let go of it: the job has ended. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  /** Who waits for an answer; they come in the order of the questions. */
  readonly #waiting: ((answer: unknown) => void)[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once("close", () => resolve()));
    socket.on("error", () => socket.destroy());
    hearLines(socket, (answer) => this.#waiting.shift()?.(answer));
  }

  /** Fails as `connect` does. */
  static async open(file: string): Promise<Contact> {
    const socket = connect(file);
    await once(socket, "connect");
    return new Contact(socket);
  }

  get open(): boolean {
    return !this.#socket.destroyed;
  }

  /** Undefined when the launcher says nothing for so long, or has ended. */
  async ask<Q extends Question>(question: Q, limitMs: number): Promise<Answers[Q["type"]] | undefined> {
    writeLine(this.#socket, question);
    const answer = new Promise<unknown>((resolve) => this.#waiting.push(resolve));
    return (await within(limitMs, [answer, this.closed])) as Answers[Q["type"]] | undefined;
  }

  /** Waits for the end of the job; false when it has not come after so long. */
  async end(limitMs: number): Promise<boolean> {
    await within(limitMs, [this.closed]);
    return !this.open;
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** What the first of these comes to; undefined after so long. */
async function within(limitMs: number, promises: readonly Promise<unknown>[]): Promise<unknown> {
  const pause = new AbortController();
  const limit = sleep(limitMs, undefined, { signal: pause.signal }).catch(() => undefined);
  const first = await Promise.race([...promises, limit]);
  pause.abort();
  return first;
}
