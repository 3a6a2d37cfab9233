import type { Kind, TypedArray } from "../wire/element.ts";
import { Buckets } from "./buckets.ts";
import { Line } from "./line.ts";
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
  before: Unexpected | undefined;
  behind: Unexpected | undefined;
  older: Unexpected | undefined;
  newer: Unexpected | undefined;
}

/**
 * The receives posted and the messages that came unasked in one context. What names source and tag is found by these; a wildcard
 * stands in one line with all, oldest first. So the oldest that matches is taken, as MPI 4.1, section 3.5, has it.
 */
export class Matcher {
  readonly #exact = new Buckets<Receive>();
  readonly #wild = new Line<Receive>();
  #posts = 0;
  readonly #unexpected = new Buckets<Unexpected>();
  #oldest: Unexpected | undefined = undefined;
  #newest: Unexpected | undefined = undefined;
  #probes: Receive[] = [];

  post(receive: Receive): void {
    receive.order = this.#posts++;
    if (isWild(receive)) this.#wild.push(receive);
    else this.#exact.add(receive);
    receive.posted = true;
  }

  remove(receive: Receive): void {
    receive.posted = false;
    if (receive.probe) this.#probes = this.#probes.filter((probe) => probe !== receive);
    else if (isWild(receive)) this.#wild.remove(receive);
    else this.#exact.remove(receive);
  }

  /** The receive that takes a message from `source` with `tag`: the one that was posted first. */
  takePosted(source: number, tag: number): Receive | undefined {
    let receive = this.#exact.oldest(source, tag);
    for (let wild = this.#wild.first; wild !== undefined; wild = wild.behind) {
      if (receive !== undefined && receive.order < wild.order) break;
      if (accepts(wild.source, wild.tag, source, tag)) {
        receive = wild;
        break;
      }
    }
    if (receive !== undefined) this.remove(receive);
    return receive;
  }

  /** Probes stand beside the receives: a message answers all that match it and stays where it is. */
  postProbe(probe: Receive): void {
    this.#probes.push(probe);
    probe.posted = true;
  }

  #answerProbes({ source, tag, kind, bytes }: Unexpected): void {
    if (this.#probes.length === 0) return;
    const answered = this.#probes.filter((probe) => accepts(probe.source, probe.tag, source, tag));
    for (const probe of answered) {
      this.remove(probe);
      probe.found(source, tag, kind, bytes);
    }
  }

  /** For a message that no posted receive took. */
  keep(message: Unexpected): void {
    this.#answerProbes(message);
    this.#unexpected.add(message);
    message.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = message;
    else this.#newest.newer = message;
    this.#newest = message;
  }

  /** The oldest message that a receive from `source` with `tag` may take; it leaves when `take` is set. */
  find(source: number, tag: number, take: boolean): Unexpected | undefined {
    if (this.#oldest === undefined) return undefined;
    const message =
      source === ANY || tag === ANY ? this.#findAny(source, tag) : this.#unexpected.oldest(source, tag);
    if (take && message !== undefined) this.discard(message);
    return message;
  }

  #findAny(source: number, tag: number): Unexpected | undefined {
    let message = this.#oldest;
    while (message !== undefined && !accepts(source, tag, message.source, message.tag))
      message = message.newer;
    return message;
  }

  /** Drops a message: it has been taken, or its sender took it back. */
  discard(message: Unexpected): void {
    this.#unexpected.remove(message);
    const { older, newer } = message;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    message.older = message.newer = undefined;
  }

  /** All that waits here, in order, as it stands now. */
  posted(): Receive[] {
    const receives = this.#exact.all();
    for (let wild = this.#wild.first; wild !== undefined; wild = wild.behind) receives.push(wild);
    return [...this.#probes, ...receives.sort((a, b) => a.order - b.order)];
  }

  unexpected(): Unexpected[] {
    const all = [];
    for (let message = this.#oldest; message !== undefined; message = message.newer) all.push(message);
    return all;
  }
}

function isWild({ source, tag }: Receive): boolean {
  return source === ANY || tag === ANY;
}

/** Whether a receive from `wantedSource` with `wantedTag` takes a message. */
function accepts(wantedSource: number, wantedTag: number, source: number, tag: number): boolean {
  return (wantedSource === source || wantedSource === ANY) && (wantedTag === tag || wantedTag === ANY);
}
