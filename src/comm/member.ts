import { allgather } from "../collectives/allgather.ts";
import { allreduce } from "../collectives/allreduce.ts";
import { alltoall } from "../collectives/alltoall.ts";
import { barrier } from "../collectives/barrier.ts";
import { bcast } from "../collectives/bcast.ts";
import { exscan } from "../collectives/exscan.ts";
import { gather } from "../collectives/gather.ts";
import {
  allreduceInMemory,
  BarrierInCells,
  BcastFromRoot,
  BcastToRank,
  reduceInCells,
} from "../collectives/in-cells.ts";
import type { CellLimits, Matter } from "../collectives/matter.ts";
import type { Op } from "../collectives/op.ts";
import type { Peers } from "../collectives/peers.ts";
import { reduceScatter } from "../collectives/reduce-scatter.ts";
import { reduce } from "../collectives/reduce.ts";
import { scan } from "../collectives/scan.ts";
import { scatter } from "../collectives/scatter.ts";
import { RanksError } from "../errors.ts";
import { NO_SET } from "../memory/commons.ts";
import type { Engine } from "../progress/engine.ts";
import { collectiveContext } from "../progress/contexts.ts";
import { cancelled, FAILED, Operation } from "../progress/operation.ts";
import type { Request } from "../progress/request.ts";
import type { Schedule } from "../progress/schedule.ts";
import type { Status } from "../progress/status.ts";
import { encode } from "../wire/codec.ts";
import type { Outgoing } from "../wire/codec.ts";
import { copyOf, kindOf, NUMBER, overlap } from "../wire/element.ts";
import type { TypedArray } from "../wire/element.ts";
import { signature } from "../wire/signature.ts";
import type { OperationName } from "../wire/signature.ts";
import { checkDest, checkFlag, checkInteger, checkRoot, checkSource, checkTag } from "./checks.ts";
import type { Counts, Pieces, Rooted, Scalar, Sends, Whole } from "./collective.ts";
import { CollectivePeers } from "./collective-peers.ts";
import type { Communicator } from "./communicator.ts";
import { selfContext, WORLD_CONTEXT } from "./contexts.ts";
import { Conversations } from "./conversations.ts";
import { duplicate, free, split } from "./creation.ts";
import { ExchangeRequest } from "./exchange.ts";
import { Fate } from "./fate.ts";
import type { Group } from "./group.ts";
import type { Home } from "./home.ts";
import { ANY_SOURCE, ANY_TAG, PROC_NULL } from "./point-to-point.ts";
import type { Exchange, From, Receive, To } from "./point-to-point.ts";
import { cancelOnAbort } from "./signal.ts";
import { targetOf } from "./target.ts";

export type Algorithm = (peers: Peers) => Schedule<unknown>;

/**
 * The same in the communicator's cells; undefined where messages shall go instead. `messages` makes those, of this algorithm or
 * another one that goes on from what the cells told.
 */
export type InCells = (
  limits: CellLimits,
  messages: (algorithm?: Algorithm) => Schedule<never>,
) => Matter<unknown> | undefined;

const NOTHING: readonly unknown[] = [];

/** The wire has 31 bits for a size that ranks compare. */
const LARGEST_STATED = 2 ** 31 - 1;

/** This rank's end of a communicator: checks what the program says and hands it to the engine or to an algorithm. */
export class Member implements Communicator {
  readonly rank: number;
  readonly size: number;
  readonly name: string;
  readonly group: Group;
  readonly context: number;
  readonly home: Home;
  /** Of cells, as its ranks know it. */
  readonly #set: number;
  readonly #engine: Engine;
  readonly #conversations: Conversations;
  readonly #fate: Fate;
  readonly #barrier: BarrierInCells;
  readonly #out: Outgoing = { kind: 0, array: new Uint8Array(0) };
  /** One that fails leaves the communicator as it was. */
  #freeing: Operation<unknown> | undefined = undefined;

  constructor(home: Home, group: Group, context: number, name: string, set: number) {
    this.home = home;
    this.group = group;
    this.context = context;
    this.name = name;
    this.rank = group.rankOf(home.engine.rank);
    this.size = group.size;
    this.#engine = home.engine;
    this.#set = set;
    const cells = home.engine.transport.commons?.cells(set, group.worldRanks, home.engine.rank);
    this.#conversations = new Conversations(home.engine, group, collectiveContext(context), cells);
    this.#barrier = new BarrierInCells(this.size);
    this.#fate = new Fate(home, { context, name, group, conversations: this.#conversations });
  }

  get self(): Communicator {
    return this.home.self;
  }

  // --- point to point ------------------------------------------------------------------------------------------------------

  send(value: unknown, to: To): Request<void> {
    return this.#send(value, to, false);
  }

  ssend(value: unknown, to: To): Request<void> {
    return this.#send(value, to, true);
  }

  #send(value: unknown, { dest, tag = 0 }: To, synchronous: boolean): Request<void> {
    try {
      this.#checkUsable();
      checkDest(dest, this.size);
      checkTag(tag, false);
      if (dest === PROC_NULL) return this.#done(undefined);
      encode(value, this.#out);
    } catch (error) {
      return this.#failed(error);
    }
    const { kind, array } = this.#out;
    return this.#engine.isend(kind, array, this.group.worldRanks[dest], this.context, tag, synchronous, 0, 0);
  }

  recv<T = unknown>(from: Receive<T> = {}): Request<T> {
    const { source = ANY_SOURCE, tag = ANY_TAG, into, signal } = from;
    try {
      this.#checkUsable();
      checkSource(source, this.size);
      checkTag(tag, true);
      if (signal?.aborted === true) throw cancelled(signal.reason);
      if (source === PROC_NULL) return this.#done(into as T);
      const target = into === undefined ? undefined : targetOf(into);
      const receive = this.#engine.irecv(this.#world(source), this.context, tag, target, this.group, 0, 0);
      if (signal !== undefined) cancelOnAbort(receive, signal);
      return receive as Request<unknown> as Request<T>;
    } catch (error) {
      return this.#failed(error);
    }
  }

  sendrecv<T = unknown>(value: unknown, { dest, source, tag = 0, into }: Exchange<T>): Request<T> {
    let outgoing = value;
    try {
      this.#checkUsable();
      checkDest(dest, this.size);
      checkSource(source, this.size);
      checkTag(tag, false);
      const target = into === undefined ? undefined : targetOf(into);
      if (dest !== PROC_NULL) {
        encode(value, this.#out);
        const { kind, array } = this.#out;
        // What arrives must not overwrite what is still on its way.
        if (target !== undefined && overlap(array, target.array)) outgoing = copyOf(kind, array);
      }
    } catch (error) {
      return this.#failed(error);
    }
    const receive = this.recv<T>(into === undefined ? { source, tag } : { source, tag, into });
    const exchange = new ExchangeRequest<T>(this.#engine, receive, this.send(outgoing, { dest, tag }));
    exchange.start();
    return exchange;
  }

  probe({ source = ANY_SOURCE, tag = ANY_TAG, signal }: From = {}): Request<Status> {
    try {
      this.#checkUsable();
      checkSource(source, this.size);
      checkTag(tag, true);
      if (signal?.aborted === true) throw cancelled(signal.reason);
      if (source === PROC_NULL) return this.#done({ source: PROC_NULL, tag: ANY_TAG, count: 0, bytes: 0 });
      const probe = this.#engine.probe(this.#world(source), this.context, tag, this.group);
      if (signal !== undefined) cancelOnAbort(probe, signal);
      return probe as Request<unknown> as Request<Status>;
    } catch (error) {
      return this.#failed(error);
    }
  }

  #world(source: number): number {
    return source === ANY_SOURCE ? ANY_SOURCE : this.group.worldRanks[source];
  }

  // --- collectives ---------------------------------------------------------------------------------------------------------

  barrier(): Request<void> {
    return this.#start("barrier", 0, NOTHING, barrier, () => this.#barrier);
  }

  bcast<T>(value: T | undefined, { root = 0, into }: Rooted & { readonly into?: T } = {}): Request<T> {
    const atRoot = this.rank === root;
    return this.#start(
      "bcast",
      root,
      atRoot ? [value] : NOTHING,
      (p) => bcast(p, value, root, into),
      (cells, messages) =>
        atRoot ? new BcastFromRoot(cells, value, into, messages) : new BcastToRank(root, into, messages),
    );
  }

  reduce<T>(
    value: T,
    op: Op<Scalar<T>>,
    options: Rooted & { readonly into?: Whole<T> } = {},
  ): Request<never> {
    const { root = 0, into } = options;
    return this.#reduce(
      "reduce",
      root,
      value,
      op,
      (p) => reduce<unknown>(p, value, op, root, into),
      (cells) => reduceInCells<unknown>(cells, this.size, this.rank, value, op, root, into),
    );
  }

  allreduce<T>(value: T, op: Op<Scalar<T>>, options?: { readonly into?: Whole<T> }): Request<never> {
    return this.#reduce(
      "allreduce",
      0,
      value,
      op,
      (p) => allreduce<unknown>(p, value, op, options?.into),
      (limits) => allreduceInMemory<unknown>(limits, this.rank, this.size, value, op, options?.into),
    );
  }

  gather(value: unknown, options: Rooted & Pieces = {}): Request<never> {
    const { root = 0 } = options;
    return this.#start("gather", root, [value], (p) => gather(p, value, root, options));
  }

  allgather(value: unknown, options: Pieces = {}): Request<never> {
    return this.#start("allgather", 0, [value], (p) => allgather(p, value, options));
  }

  scatter(
    values: readonly unknown[] | TypedArray | undefined,
    options: Rooted & Counts & { readonly into?: unknown } = {},
  ): Request<never> {
    const { root = 0 } = options;
    const sent = this.rank === root && Array.isArray(values) ? values : NOTHING;
    return this.#start("scatter", root, sent, (p) => scatter(p, values, root, options));
  }

  alltoall(values: readonly unknown[] | TypedArray, options: Sends & Pieces = {}): Request<never> {
    const sent = Array.isArray(values) ? values : NOTHING;
    return this.#start("alltoall", 0, sent, (p) => alltoall(p, values, options));
  }

  reduceScatter<A extends TypedArray>(
    value: A,
    op: Op<Scalar<A>>,
    options: { readonly into?: A; readonly counts?: readonly number[] } = {},
  ): Request<never> {
    return this.#reduce("reduceScatter", 0, value, op, (p) => reduceScatter(p, value, op as Op, options));
  }

  scan<T>(value: T, op: Op<Scalar<T>>, options?: { readonly into?: Whole<T> }): Request<never> {
    return this.#reduce("scan", 0, value, op, (p) => scan<unknown>(p, value, op, options?.into));
  }

  exscan<T>(value: T, op: Op<Scalar<T>>, options?: { readonly into?: Whole<T> }): Request<never> {
    return this.#reduce("exscan", 0, value, op, (p) => exscan<unknown>(p, value, op, options?.into));
  }

  /** A reduction's values have the same kind and size on every rank. */
  #reduce(
    name: OperationName,
    root: number,
    value: unknown,
    op: unknown,
    algorithm: Algorithm,
    inCells?: InCells,
  ): Request<never> {
    const code = typeof op === "object" && op !== null && "code" in op ? (op as Op).code : -1;
    if (code < 0) {
      const what = `${String(op)} is no operation; pass sum, max, ... or one made with op()`;
      return this.#failed(new RanksError("ERR_RANKS_USAGE", what));
    }
    const bytes = ArrayBuffer.isView(value) ? Math.min(value.byteLength + 1, LARGEST_STATED) : 0;
    return this.#start(name, root, [value], algorithm, inCells, code, kindOfValue(value), bytes);
  }

  /** A superstep of `ranks/bsp`; all ranks must call it with the same number. */
  sync(number: number, algorithm: Algorithm, inCells?: InCells): Request<void> {
    return this.#start("sync", 0, NOTHING, algorithm, inCells, 0, -1, number);
  }

  /** `sent` is what this rank may send: it must be possible to. Nothing has happened where this fails. */
  #start(
    name: OperationName,
    root: number,
    sent: readonly unknown[],
    algorithm: Algorithm,
    inCells?: InCells,
    code = 0,
    kind = -1,
    second = 0,
  ): Request<never> {
    try {
      this.#checkUsable();
      checkRoot(root, this.size);
      const first = signature(name, root, code, kind);
      const conversations = this.#conversations;
      const number = conversations.next;
      const messages = (by = algorithm): Schedule<never> => this.#messages(sent, by, number, first, second);
      const { cells } = conversations;
      const matter = cells && inCells?.(cells, messages);
      const started =
        matter === undefined
          ? conversations.start(first, second, messages())
          : conversations.meet(first, second, matter);
      return started as Request<unknown> as Request<never>;
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** The collective of a number, as messages. */
  #messages(
    sent: readonly unknown[],
    algorithm: Algorithm,
    number: number,
    first: number,
    second: number,
  ): Schedule<never> {
    const context = collectiveContext(this.context);
    const peers = new CollectivePeers(this.#engine, this.group, this.rank, context, first, second);
    const schedule = algorithm(peers);
    for (const value of sent) peers.prepare(value);
    peers.number = number;
    return schedule as Schedule<never>;
  }

  // --- communicators -------------------------------------------------------------------------------------------------------

  split(
    color: number | undefined,
    key = this.rank,
    options?: { readonly name?: string },
  ): Request<Communicator | undefined> {
    try {
      if (color !== undefined) checkInteger("color", color);
      checkInteger("key", key);
    } catch (error) {
      return this.#failed(error);
    }
    return this.#start("split", 0, NOTHING, (p) => split(p, this, color, key, options?.name));
  }

  dup(options?: { readonly name?: string }): Request<Communicator> {
    return this.#start("dup", 0, NOTHING, (p) => duplicate(p, this, options?.name));
  }

  free(): Request<void> {
    if (this.context === WORLD_CONTEXT || this.context === selfContext(this.#engine.rank))
      return this.#failed(
        new RanksError("ERR_RANKS_USAGE", `${this.name} lives as long as its rank; don't free it`),
      );
    if (this.#fate.revocation !== undefined) return this.#forget();
    const before = [...this.#conversations.running];
    const request = this.#start("free", 0, NOTHING, (p) => free(p, this, before));
    const freeing = request as unknown as Operation<unknown>;
    if (freeing.state !== FAILED) this.#freeing = freeing;
    return request;
  }

  /** Nobody uses a revoked communicator any more, but its number may still come in messages: it is not given to another one. */
  #forget(): Request<void> {
    try {
      this.#checkThere();
      this.#engine.contexts.close(this.context);
      this.#engine.contexts.close(collectiveContext(this.context));
      const done = this.#done(undefined);
      this.#freeing = done as unknown as Operation<unknown>;
      return done;
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** Every rank has freed it: what has not matched by now fails, and what was matched is given back to wait for. */
  settle(): Operation<unknown>[] {
    return this.#engine.abandon(
      this.context,
      new RanksError(
        "ERR_RANKS_USAGE",
        `${this.name} was freed before this matched; receive every message first`,
      ),
    );
  }

  /** Forgets the contexts, once no rank uses them any more. */
  close(): void {
    this.#conversations.leaveCells();
    if (this.rank === 0 && this.#set !== NO_SET) this.#engine.transport.commons?.release(this.#set);
    this.#engine.contexts.close(this.context);
    this.#engine.contexts.close(collectiveContext(this.context));
    this.home.contexts.give(this.context);
  }

  // --- lost ranks ----------------------------------------------------------------------------------------------------------

  get lost(): readonly number[] {
    return this.#fate.lostRanks;
  }

  get revoked(): boolean {
    this.#engine.poll();
    return this.#fate.revocation !== undefined;
  }

  revoke(): void {
    this.#checkThere();
    this.#engine.revocations.add(this.context, this.#engine.rank);
  }

  agree(flag: boolean): Request<boolean>;
  agree(flag: number): Request<number>;
  agree(flag: number | boolean): Request<number | boolean> {
    try {
      this.#checkThere();
      checkFlag(flag);
    } catch (error) {
      return this.#failed(error);
    }
    if (typeof flag === "number") return this.#fate.agree(flag | 0, (all) => all);
    return this.#fate.agree(flag ? ~0 : 0, (all) => all !== 0);
  }

  shrink(options?: { readonly name?: string }): Request<Communicator> {
    try {
      this.#checkThere();
      const name = options?.name ?? `${this.name}.shrunk`;
      return this.#fate.shrink((group, context) => new Member(this.home, group, context, name, NO_SET));
    } catch (error) {
      return this.#failed(error);
    }
  }

  // -------------------------------------------------------------------------------------------------------------------------

  #checkUsable(): void {
    this.#checkThere();
    if (this.#fate.revocation !== undefined) throw this.#fate.revocation;
  }

  #checkThere(): void {
    if (this.#freeing !== undefined && this.#freeing.state !== FAILED)
      throw new RanksError("ERR_RANKS_USAGE", `communicator ${this.name} has been freed; use another one`);
    if (this.#engine.closed !== undefined) throw new RanksError("ERR_RANKS_USAGE", this.#engine.closed);
  }

  #done<T>(result: T): Request<T> {
    const operation = new Operation<T>(this.#engine);
    operation.complete(result);
    return operation;
  }

  #failed(error: unknown): Request<never> {
    const operation = new Operation<never>(this.#engine);
    operation.fail(error as Error);
    return operation;
  }
}

function kindOfValue(value: unknown): number {
  if (typeof value === "number") return NUMBER;
  return typeof value === "object" && value !== null ? kindOf(value) : -1;
}
