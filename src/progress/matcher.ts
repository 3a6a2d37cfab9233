import type { Kind, TypedArray } from "../wire/element.ts";
import type { Receive } from "./receive.ts";
import type { Send } from "./send.ts";

/** Wildcards, in the terms of the wire. */
export const ANY = -1;

/** A message that came before its receive, in arrival order. */
export interface Unexpected {
  readonly source: number;
  readonly tag: number;
  readonly kind: Kind;
  readonly bytes: number;
  readonly first: number;
  readonly second: number;
  /** The whole message, when it was small. */
  readonly storage: TypedArray | undefined;
  /** The sender's id, when the message waits there. */
  readonly id: number;
  /** Where it lies in the sender's process, or 0. */
  readonly address: number;
  readonly pid: number;
  /** The send itself, when this rank sends to itself. */
  readonly local: Send | undefined;
  next: Unexpected | undefined;
}

/**
 * The receives posted and the messages that came unasked in one context, both in order. Each list is searched from its
 * oldest entry, so that wildcards and non-overtaking order need no further rule (MPI 4.1, section 3.5).
 */
export class Matcher {
  #firstPosted: Receive | undefined = undefined;
  #lastPosted: Receive | undefined = undefined;
  #firstUnexpected: Unexpected | undefined = undefined;
  #lastUnexpected: Unexpected | undefined = undefined;
  #probes: Receive[] = [];

  post(receive: Receive): void {
    receive.previous = this.#lastPosted;
    receive.next = undefined;
    if (this.#lastPosted === undefined) this.#firstPosted = receive;
    else this.#lastPosted.next = receive;
    this.#lastPosted = receive;
    receive.posted = true;
  }

  remove(receive: Receive): void {
    receive.posted = false;
    if (receive.probe) {
      this.#probes = this.#probes.filter((probe) => probe !== receive);
      return;
    }
    const { previous, next } = receive;
    if (previous === undefined) this.#firstPosted = next;
    else previous.next = next;
    if (next === undefined) this.#lastPosted = previous;
    else next.previous = previous;
    receive.previous = receive.next = undefined;
  }

  /** The receive that takes a message from `source` with `tag`. */
  takePosted(source: number, tag: number): Receive | undefined {
    for (let receive = this.#firstPosted; receive !== undefined; receive = receive.next) {
      if (
        (receive.source === source || receive.source === ANY) &&
        (receive.tag === tag || receive.tag === ANY)
      ) {
        this.remove(receive);
        return receive;
      }
    }
    return undefined;
  }

  /** Probes stand beside the receives: a message answers all that match it and stays where it is. */
  postProbe(probe: Receive): void {
    this.#probes.push(probe);
    probe.posted = true;
  }

  #answerProbes({ source, tag, kind, bytes }: Unexpected): void {
    if (this.#probes.length === 0) return;
    const answered = this.#probes.filter(
      (probe) =>
        (probe.source === source || probe.source === ANY) && (probe.tag === tag || probe.tag === ANY),
    );
    for (const probe of answered) {
      this.remove(probe);
      probe.found(source, tag, kind, bytes);
    }
  }

  /** For a message that no posted receive took. */
  keep(message: Unexpected): void {
    this.#answerProbes(message);
    if (this.#lastUnexpected === undefined) this.#firstUnexpected = message;
    else this.#lastUnexpected.next = message;
    this.#lastUnexpected = message;
  }

  /** The oldest message that a receive from `source` with `tag` may take; it leaves the list when `take` is set. */
  find(source: number, tag: number, take: boolean): Unexpected | undefined {
    let previous: Unexpected | undefined = undefined;
    let message = this.#firstUnexpected;
    while (message !== undefined) {
      if ((source === message.source || source === ANY) && (tag === message.tag || tag === ANY)) {
        if (take) this.#unlink(previous, message);
        return message;
      }
      previous = message;
      message = message.next;
    }
    return undefined;
  }

  #unlink(previous: Unexpected | undefined, message: Unexpected): void {
    if (previous === undefined) this.#firstUnexpected = message.next;
    else previous.next = message.next;
    if (message.next === undefined) this.#lastUnexpected = previous;
  }

  /** Drops a message that its sender took back. */
  discard(message: Unexpected): void {
    let previous: Unexpected | undefined = undefined;
    for (let each = this.#firstUnexpected; each !== undefined; previous = each, each = each.next) {
      if (each === message) {
        this.#unlink(previous, message);
        return;
      }
    }
  }

  /** All that waits here, as it stands now. */
  posted(): Receive[] {
    const all = [...this.#probes];
    for (let receive = this.#firstPosted; receive !== undefined; receive = receive.next) all.push(receive);
    return all;
  }

  unexpected(): Unexpected[] {
    const all = [];
    for (let message = this.#firstUnexpected; message !== undefined; message = message.next)
      all.push(message);
    return all;
  }
}
