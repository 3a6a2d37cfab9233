import type { Peers } from "../collectives/peers.ts";
import type { Engine } from "../progress/engine.ts";
import type { Target } from "../progress/receive.ts";
import type { Request } from "../progress/request.ts";
import { encode } from "../wire/codec.ts";
import type { Outgoing } from "../wire/codec.ts";
import { PACKED } from "../wire/element.ts";
import type { TypedArray } from "../wire/element.ts";
import type { Group } from "./group.ts";
import { targetOf } from "./target.ts";

/** One collective's way to the other ranks: everything it sends carries its number and signature. */
export class CollectivePeers implements Peers {
  readonly rank: number;
  readonly size: number;
  readonly #engine: Engine;
  readonly #group: Group;
  readonly #context: number;
  readonly #first: number;
  readonly #second: number;
  readonly #out: Outgoing = { kind: 0, array: NOTHING };
  #packed: Map<unknown, TypedArray> | undefined = undefined;
  /** Set when the collective starts. */
  number = -1;

  constructor(engine: Engine, group: Group, rank: number, context: number, first: number, second: number) {
    this.rank = rank;
    this.size = group.size;
    this.#engine = engine;
    this.#group = group;
    this.#context = context;
    this.#first = first;
    this.#second = second;
  }

  /** Packs a value before anything is sent, so that one which can't be sent does no harm; it is packed once for all ranks. */
  prepare(value: unknown): void {
    if (typeof value === "number" || ArrayBuffer.isView(value)) return;
    encode(value, this.#out);
    if (this.#out.kind === PACKED) (this.#packed ??= new Map()).set(value, this.#out.array);
  }

  #encode(value: unknown): void {
    const packed = this.#packed?.get(value);
    if (packed === undefined) return encode(value, this.#out);
    this.#out.kind = PACKED;
    this.#out.array = packed;
  }

  isend(value: unknown, dest: number): Request<void> {
    this.#encode(value);
    const { kind, array } = this.#out;
    const world = this.#group.worldRanks[dest];
    const send = this.#engine.isend(
      kind,
      array,
      world,
      this.#context,
      this.number,
      false,
      this.#first,
      this.#second,
    );
    // The collective hears of its failure, if not now then when it waits.
    send.observe();
    return send;
  }

  irecv<T>(source: number, into?: T): Request<T> {
    const target: Target | undefined = into === undefined ? undefined : targetOf(into);
    const world = this.#group.worldRanks[source];
    const receive = this.#engine.irecv(
      world,
      this.#context,
      this.number,
      target,
      this.#group,
      this.#first,
      this.#second,
    );
    receive.observe();
    return receive as Request<unknown> as Request<T>;
  }
}

const NOTHING = new Uint8Array(0);
