import { RanksError } from "../errors.ts";
import { NO_LANDING } from "../memory/landings.ts";
import { countOf, decode, storageLength } from "../wire/codec.ts";
import { fitsInto, kindName, newStorage, storageOf } from "../wire/element.ts";
import type { Kind, TypedArray } from "../wire/element.ts";
import { describeSignature } from "../wire/signature.ts";
import { ANY } from "./matcher.ts";
import type { Matcher } from "./matcher.ts";
import { Operation } from "./operation.ts";
import type { Progress } from "./operation.ts";
import type { Status } from "./status.ts";

/** Turns world ranks into ranks of a communicator. */
export interface Naming {
  rankOf(world: number): number;
}

/** Where a receive's elements go: the user's `into`, its kind, and its bytes as storage. */
export interface Target {
  readonly into: unknown;
  readonly kind: Kind;
  readonly array: TypedArray;
}

/** A receive or a probe, from posting to completion. */
export class Receive extends Operation<unknown> {
  readonly matcher: Matcher;
  readonly source: number;
  readonly tag: number;
  readonly first: number;
  readonly second: number;
  readonly target: Target | undefined;
  readonly probe: boolean;
  readonly naming: Naming;
  posted = false;
  /** Among the receives of its matcher. */
  order = 0;
  before: Receive | undefined = undefined;
  behind: Receive | undefined = undefined;
  /** Once matched. */
  matchedSource = ANY;
  matchedTag = ANY;
  kind: Kind = 0;
  bytes = 0;
  /** Storage that the elements go to, and how many have come. */
  array: TypedArray | undefined = undefined;
  filled = 0;
  /** Where a pump puts them instead. */
  landing = NO_LANDING;

  constructor(
    progress: Progress,
    matcher: Matcher,
    naming: Naming,
    source: number,
    tag: number,
    first: number,
    second: number,
    target: Target | undefined,
    probe: boolean,
  ) {
    super(progress);
    this.matcher = matcher;
    this.naming = naming;
    this.source = source;
    this.tag = tag;
    this.first = first;
    this.second = second;
    this.target = target;
    this.probe = probe;
  }

  /**
   * Takes note of the message that matched and makes room for it, unless there is `room` already; the error that it is refused
   * with, if it is.
   */
  accept(
    source: number,
    tag: number,
    kind: Kind,
    bytes: number,
    first: number,
    second: number,
    room?: TypedArray,
  ): Error | undefined {
    this.matchedSource = source;
    this.matchedTag = tag;
    this.kind = kind;
    this.bytes = bytes;
    if (first !== this.first || second !== this.second) return this.#apart(first, second);
    const target = this.target;
    if (target !== undefined) {
      this.array = target.array;
      return refusal(kind, bytes, target);
    }
    this.array = room ?? newStorage(storageOf(kind), storageLength(kind, bytes));
    return undefined;
  }

  /** All elements are there. */
  finish(): void {
    if (this.target !== undefined) return this.complete(this.target.into);
    try {
      this.complete(decode(this.kind, this.array!, this.bytes));
    } catch (error) {
      this.fail(error as Error);
    }
  }

  #apart(first: number, second: number): Error {
    const here = describeSignature(this.first, this.second);
    return apartError(here, this.naming.rankOf(this.matchedSource), describeSignature(first, second));
  }

  protected override describe(): Status {
    return {
      source: this.naming.rankOf(this.matchedSource),
      tag: this.matchedTag,
      count: countOf(this.kind, this.bytes),
      bytes: this.bytes,
    };
  }

  /** Answers a probe. */
  found(source: number, tag: number, kind: Kind, bytes: number): void {
    this.matchedSource = source;
    this.matchedTag = tag;
    this.kind = kind;
    this.bytes = bytes;
    this.complete(this.describe());
  }

  protected override withdraw(): boolean {
    if (!this.posted) return false;
    this.matcher.remove(this);
    return true;
  }

  override toString(): string {
    return `${this.step}, ${this.tag === ANY ? "any tag" : `tag ${this.tag}`}`;
  }

  /** For errors: the tags of a collective's messages are its own affair. */
  get purpose(): string {
    return this.first === 0 ? this.toString() : this.step;
  }

  override get step(): string {
    const source = this.source === ANY ? "any source" : `rank ${this.naming.rankOf(this.source)}`;
    return `${this.probe ? "probe" : "recv"} from ${source}`;
  }
}

/** Why a message's elements can't go where they shall; undefined where they can. */
export function refusal(kind: Kind, bytes: number, target: Target): RanksError | undefined {
  const room = target.array.byteLength;
  if (!fitsInto(kind, target.kind)) {
    return new RanksError(
      "ERR_RANKS_MISMATCH",
      `the message holds a ${kindName(kind)} and \`into\` is a ${kindName(target.kind)}; pass an array of the sender's kind, or none`,
    );
  }
  if (bytes <= room) return undefined;
  return new RanksError(
    "ERR_RANKS_TRUNCATED",
    `the message has ${bytes} bytes and \`into\` has room for ${room}; make it as long as the longest message, or leave it out`,
  );
}

/** Ranks that take part in different collectives. */
export function apartError(here: string, rank: number, there: string): RanksError {
  return new RanksError(
    "ERR_RANKS_MISMATCH",
    `this rank is in ${here}, rank ${rank} in ${there}; ` +
      "call the same collectives in the same order, with the same root, operation and sizes, on every rank",
  );
}
