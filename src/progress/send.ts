import { NO_LANDING } from "../memory/landings.ts";
import type { Kind, TypedArray } from "../wire/element.ts";
import { Operation } from "./operation.ts";
import type { Progress } from "./operation.ts";

/** Who can still take a send back: the queue that it stands in. */
export interface SendQueue {
  /** False when it has left the queue. */
  remove(send: Send): boolean;
}

/** A message on its way out. The array belongs to it until it is complete. */
export class Send extends Operation<void> {
  readonly dest: number;
  readonly context: number;
  readonly tag: number;
  readonly kind: Kind;
  readonly array: TypedArray;
  readonly first: number;
  readonly second: number;
  /** Complete only once the receiver has matched it. */
  readonly synchronous: boolean;
  /** The queue it waits in before it is announced or delivered. */
  queue: SendQueue | undefined = undefined;
  /** Announced, and asked back: what it ends with if the receiver lets go of it. */
  refused: Error | undefined = undefined;
  /** Once announced: its number in this rank's table. */
  id = -1;
  /** Once pulled: the receive's number at the peer and its landing, and the elements that went out. */
  peer = -1;
  landing = NO_LANDING;
  sent = 0;

  constructor(
    progress: Progress,
    dest: number,
    context: number,
    tag: number,
    kind: Kind,
    array: TypedArray,
    first: number,
    second: number,
    synchronous: boolean,
  ) {
    super(progress);
    this.dest = dest;
    this.context = context;
    this.tag = tag;
    this.kind = kind;
    this.array = array;
    this.first = first;
    this.second = second;
    this.synchronous = synchronous;
  }

  protected override withdraw(): boolean {
    return this.queue?.remove(this) ?? false;
  }

  override toString(): string {
    return `${this.step}, tag ${this.tag}`;
  }

  override get step(): string {
    return `send of ${this.array.byteLength} bytes to world rank ${this.dest}`;
  }
}
