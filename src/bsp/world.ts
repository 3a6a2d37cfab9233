import { checkTag } from "../comm/checks.ts";
import type { Communicator } from "../comm/communicator.ts";
import { Member } from "../comm/member.ts";
import type { Algorithm, InCells } from "../comm/member.ts";
import { RanksError } from "../errors.ts";
import type { Operation } from "../progress/operation.ts";
import type { Request } from "../progress/request.ts";
import { BIGUINT64, BUFFER, FLOAT16, kindOf } from "../wire/element.ts";
import type { TypedArray } from "../wire/element.ts";
import { syncNumber } from "../wire/signature.ts";
import type { Bsp, BspOptions } from "./bsp.ts";
import type { Coarray } from "./coarray.ts";
import type { MachineCost } from "./cost/machine.ts";
import { Recorder } from "./cost/recorder.ts";
import type { Report } from "./cost/report.ts";
import { exchange } from "./exchange.ts";
import { ExchangeInCells } from "./exchange-in-cells.ts";
import type { Message } from "./messages.ts";
import { SENT } from "./records.ts";
import { RegisteredArray } from "./registered-array.ts";
import { RegisteredVariable } from "./registered-variable.ts";
import { State } from "./state.ts";
import { readValue, writeValue } from "./values.ts";
import type { Variable } from "./variable.ts";

/** The wire has 31 bits for a length. */
const LONGEST = 2 ** 31 - 1;

/** How many worlds of supersteps a communicator has had: ranks make them in the same order. */
const worlds = new WeakMap<Communicator, number>();

/** Supersteps over a communicator of this package. */
export class World implements Bsp {
  readonly comm: Communicator;
  readonly rank: number;
  readonly size: number;
  readonly #member: Member;
  readonly #number: number;
  readonly #state: State;
  readonly #machine: MachineCost | undefined;
  readonly #byMessages: Algorithm = (p) => exchange(p, this.#state);
  readonly #inCells: InCells = (_, messages) => new ExchangeInCells(this.#state, messages);
  #messages: readonly Message<unknown>[] | undefined = undefined;

  /** `superstep` is the number of the first one. */
  constructor(comm: Communicator, { profile = false, machine }: BspOptions, superstep = 0) {
    if (!(comm instanceof Member))
      throw new RanksError("ERR_RANKS_USAGE", "bsp needs a communicator; pass what init, spmd or split gave");
    this.comm = comm;
    this.#member = comm;
    this.rank = comm.rank;
    this.size = comm.size;
    this.#machine = machine;
    this.#number = worlds.get(comm) ?? 0;
    worlds.set(comm, this.#number + 1);
    this.#state = new State(comm.rank, comm.size, profile ? new Recorder(comm.size) : undefined);
    this.#state.superstep = superstep;
  }

  get superstep(): number {
    return this.#state.superstep;
  }

  register<A extends TypedArray>(array: A, options?: { readonly name?: string }): Coarray<A>;
  register<T>(value: T, options?: { readonly name?: string }): Variable<T>;
  register(value: unknown, options?: { readonly name?: string }): unknown {
    const state = this.#state;
    state.requireOpen();
    const { next } = state.registry;
    const entry = isArray(value)
      ? new RegisteredArray(state, next, options?.name, this.#short(value))
      : new RegisteredVariable(state, next, options?.name, value);
    state.register(entry);
    return entry;
  }

  #short(array: TypedArray): TypedArray {
    if (array.length <= LONGEST) return array;
    const what = `${this.#state.name}: an array of ${array.length} elements can't be registered; register parts of at most ${LONGEST}`;
    throw new RanksError("ERR_RANKS_USAGE", what);
  }

  send(value: unknown, { dest, tag = 0 }: { readonly dest: number; readonly tag?: number }): void {
    const state = this.#state;
    state.requireOpen();
    state.requireRank("dest", dest);
    checkTag(tag, false);
    const bytes = writeValue(state.outboxes[dest], SENT, 0, value, tag);
    state.count(dest, bytes / Float64Array.BYTES_PER_ELEMENT);
  }

  messages<T = unknown>(): readonly Message<T>[] {
    this.#state.requireOpen();
    this.#messages ??= this.#state.unread.map(({ source, records, at }) => ({
      source,
      tag: records.ints[2 * at + 3],
      value: readValue(records, at),
    }));
    return this.#messages as readonly Message<T>[];
  }

  sync(): Request<void> {
    const state = this.#state;
    let refusal: unknown;
    try {
      state.requireOpen();
    } catch (error) {
      refusal = error;
    }
    const number = syncNumber(this.#number, state.superstep);
    if (refusal !== undefined)
      return this.#member.sync(number, () => {
        throw refusal as Error;
      });
    this.#messages = undefined;
    if (state.unread.length > 0) state.unread.length = 0;
    state.recorder?.syncCalled();
    const request = this.#member.sync(number, this.#byMessages, this.#inCells);
    // Every request is an operation of the rank's engine; the public interface just doesn't say so.
    state.sync = request as unknown as Operation<void>;
    return request;
  }

  async report(): Promise<Report | undefined> {
    const { recorder } = this.#state;
    if (recorder === undefined)
      throw new RanksError(
        "ERR_RANKS_USAGE",
        "nothing was recorded; make the world with bsp(comm, { profile: true })",
      );
    // Most programs need no report, and it brings much along.
    const { profile } = await import("./cost/profile.ts");
    return profile(this.comm, recorder, this.#machine);
  }
}

function isArray(value: unknown): value is TypedArray {
  if (typeof value !== "object" || value === null) return false;
  const kind = kindOf(value);
  if (kind === FLOAT16)
    throw new RanksError("ERR_RANKS_USAGE", "a Float16Array can't be registered; use a Float32Array");
  return (kind >= 0 && kind <= BIGUINT64) || kind === BUFFER;
}
