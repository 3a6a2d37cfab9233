import { Matcher } from "./matcher.ts";
import type { Naming } from "./receive.ts";

/** The messages of a communicator's collectives have a context of their own. */
const COLLECTIVE = 0x80000000;

/** The context of a communicator's collectives. Its messages never match a receive of the program. */
export function collectiveContext(context: number): number {
  return context | COLLECTIVE;
}

/** The communicator's own context, of either of the two. */
export function pairOf(context: number): number {
  return context & ~COLLECTIVE;
}

/** Whom a context belongs to: a communicator's point-to-point messages or its collectives. */
export interface Context extends Naming {
  /** Whether the rank belongs to this context, so that a receive from anybody may wait for it. */
  has(world: number): boolean;
  /** A member is dead. */
  lost?(world: number, error: Error): void;
  /** A member has revoked the communicator. */
  revoked?(by: number): void;
  /** Nothing has moved for a while. */
  stalled?(): void;
  /** A stalled collective of a peer asks whether this rank takes part in the same one. */
  checked?(source: number, number: number, first: number, second: number): void;
  /** A message came that no receive waits for; true when none ever will. */
  unclaimed?(source: number, number: number, first: number, second: number): boolean;
  /** What came to light too late for the collective that it belongs to. */
  readonly discord?: Error | undefined;
  /** A peer's answer: it isn't, or it has failed there, for a reason that only the contexts' owners understand. */
  apart?(source: number, number: number, first: number, second: number, reason: number): void;
}

/** The contexts of a rank, each with a matcher of its own: messages of two communicators never meet. */
export class Contexts {
  readonly #matchers = new Map<number, Matcher>();
  readonly #owners = new Map<number, Context>();
  /** The one that was asked for last: most programs stay in one context for long. */
  #last = NaN;
  #lastMatcher = new Matcher();

  open(context: number, owner: Context): void {
    this.#owners.set(context, owner);
  }

  close(context: number): void {
    this.#matchers.delete(context);
    this.#owners.delete(context);
    if (this.#last === context) this.#last = NaN;
  }

  owner(context: number): Context | undefined {
    return this.#owners.get(context);
  }

  owners(): Context[] {
    return [...this.#owners.values()];
  }

  /** A message may come before its communicator is made here. */
  matcher(context: number): Matcher {
    if (context === this.#last) return this.#lastMatcher;
    let matcher = this.#matchers.get(context);
    if (matcher === undefined) {
      matcher = new Matcher();
      this.#matchers.set(context, matcher);
    }
    this.#last = context;
    this.#lastMatcher = matcher;
    return matcher;
  }

  matchers(): [number, Matcher][] {
    return [...this.#matchers];
  }
}
