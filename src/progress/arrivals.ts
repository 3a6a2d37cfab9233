import { RanksError } from "../errors.ts";
import { copyOut } from "../memory/copy.ts";
import type { Memory } from "../memory/memory.ts";
import { native } from "../memory/native.ts";
import type { Sink } from "../transport/transport.ts";
import { storageLength } from "../wire/codec.ts";
import { newStorage, PACKED, storageOf } from "../wire/element.ts";
import * as wire from "../wire/envelope.ts";
import type { Contexts } from "./contexts.ts";
import type { Departures } from "./departures.ts";
import type { Link } from "./link.ts";
import type { Links } from "./links.ts";
import type { Loopback } from "./loopback.ts";
import type { Matcher, Unexpected } from "./matcher.ts";
import type { Receive } from "./receive.ts";
import type { Revocations } from "./revocations.ts";
import type { Send } from "./send.ts";
import type { Table } from "./table.ts";

/** Packed values are decoded at once, and keep nothing of these bytes. Memory of their own would cost them half a microsecond. */
const SCRATCH = new Uint8Array(4096);

/** What a frame that arrives can set in motion. */
interface Reached {
  readonly rank: number;
  readonly links: Links;
  readonly contexts: Contexts;
  readonly departures: Departures;
  readonly revocations: Revocations;
  readonly loopback: Loopback;
  /** Sends that were announced. */
  readonly sends: Table<Send>;
  /** Receives whose elements are on their way. */
  readonly receives: Table<Receive>;
}

/** Frames that come in, and what they do to this rank's operations. */
export class Arrivals implements Sink {
  readonly #engine: Reached;

  constructor(engine: Reached) {
    this.#engine = engine;
  }

  deliver(memory: Memory, at: number): void {
    const words = memory.i32;
    const word = at >> 2;
    const type = words[word + wire.TYPE] & 255;
    const source = words[word + wire.RANKS] & 0xffff;
    switch (type) {
      case wire.EAGER:
        return this.#eager(memory, word, source);
      case wire.ANNOUNCE:
        return this.#announced(memory, word, source);
      case wire.PULL: {
        const link = this.#engine.links.to(source);
        const send = this.#engine.sends.get(words[word + wire.ID]);
        // A lost rank may still ask for a send that failed, whose number another one has now.
        if (send?.dest !== source) return;
        link.pulled(send, words[word + wire.FIRST], words[word + wire.SECOND]);
        return this.#engine.links.mind(link);
      }
      case wire.CHUNK:
        return this.#chunk(memory, word, source);
      case wire.PIECE: {
        const receive = this.#engine.receives.get(words[word + wire.ID]);
        if (receive?.matchedSource === source) this.#arrived(receive, words[word + wire.ID]);
        return;
      }
      case wire.CREDIT: {
        const link = this.#engine.links.to(source);
        link.credited(words[word + wire.FIRST]);
        return this.#engine.links.mind(link);
      }
      case wire.CHECK:
        return this.#engine.contexts
          .owner(words[word + wire.CONTEXT])
          ?.checked?.(source, words[word + wire.TAG], words[word + wire.FIRST], words[word + wire.SECOND]);
      case wire.APART:
        return this.#engine.contexts
          .owner(words[word + wire.CONTEXT])
          ?.apart?.(
            source,
            words[word + wire.TAG],
            words[word + wire.FIRST],
            words[word + wire.SECOND],
            words[word + wire.ID],
          );
      case wire.LEAVE:
        return this.#engine.departures.departed(source);
      case wire.REVOKE:
        return this.#engine.revocations.add(words[word + wire.CONTEXT], words[word + wire.FIRST]);
      case wire.RETRACT:
        return this.#giveBack(words[word + wire.CONTEXT], source, words[word + wire.ID]);
      default:
        throw new RanksError(
          "ERR_RANKS_PROTOCOL",
          `rank ${source} sent a frame of unknown type ${type}; do all ranks run the same version?`,
        );
    }
  }

  #eager(memory: Memory, word: number, source: number): void {
    const words = memory.i32;
    const kind = words[word + wire.TYPE] >>> 8;
    const bytes = words[word + wire.SIZE] - 1;
    const tag = words[word + wire.TAG];
    const first = words[word + wire.FIRST];
    const second = words[word + wire.SECOND];
    const matcher = this.#engine.contexts.matcher(words[word + wire.CONTEXT]);
    const receive = matcher.takePosted(source, tag);
    const payload = (word << 2) + wire.ENVELOPE_BYTES;
    const count = storageLength(kind, bytes);
    if (receive === undefined) {
      const storage = newStorage(storageOf(kind), count);
      copyOut(memory, payload, storageOf(kind), storage, 0, count);
      const message = {
        source,
        tag,
        kind,
        bytes,
        first,
        second,
        storage,
        id: -1,
        address: 0,
        pid: 0,
        local: undefined,
        before: undefined,
        behind: undefined,
        older: undefined,
        newer: undefined,
      };
      this.#keep(matcher, words[word + wire.CONTEXT], message);
      return;
    }
    const room = kind === PACKED && bytes <= SCRATCH.length ? SCRATCH : undefined;
    const refusal = receive.accept(source, tag, kind, bytes, first, second, room);
    if (refusal === undefined) {
      copyOut(memory, payload, storageOf(kind), receive.array!, 0, count);
      receive.finish();
    } else {
      receive.fail(refusal);
    }
    this.#owe(source, bytes);
  }

  #announced(memory: Memory, word: number, source: number): void {
    const words = memory.i32;
    const kind = words[word + wire.TYPE] >>> 8;
    const payload = ((word << 2) + wire.ENVELOPE_BYTES) >> 3;
    const bytes = memory.f64[payload];
    const tag = words[word + wire.TAG];
    const matcher = this.#engine.contexts.matcher(words[word + wire.CONTEXT]);
    const receive = matcher.takePosted(source, tag);
    const message: Unexpected = {
      source,
      tag,
      kind,
      bytes,
      first: words[word + wire.FIRST],
      second: words[word + wire.SECOND],
      storage: undefined,
      id: words[word + wire.ID],
      address: memory.f64[payload + 1],
      pid: memory.f64[payload + 2],
      local: undefined,
      before: undefined,
      behind: undefined,
      older: undefined,
      newer: undefined,
    };
    if (receive === undefined) this.#keep(matcher, words[word + wire.CONTEXT], message);
    else this.#pull(receive, message);
  }

  #keep(matcher: Matcher, context: number, message: Unexpected): void {
    const { source, tag, first, second } = message;
    if (this.#engine.revocations.by(context) !== undefined) return this.discard(message, wire.GIVEN_BACK);
    const unwanted =
      first !== 0 && this.#engine.contexts.owner(context)?.unclaimed?.(source, tag, first, second);
    if (unwanted === true) this.discard(message, wire.TAKEN);
    else matcher.keep(message);
  }

  /** Its sender wants it back; where a receive has matched it, that has been answered. */
  #giveBack(context: number, source: number, id: number): void {
    const matcher = this.#engine.contexts.matcher(context);
    const message = matcher.unexpected().find((each) => each.source === source && each.id === id);
    if (message === undefined) return;
    matcher.discard(message);
    this.answer(message, wire.GIVEN_BACK);
  }

  /** Lets go of a message that nobody will receive. */
  discard(message: Unexpected, answer: number): void {
    if (message.local !== undefined) return;
    if (message.storage === undefined) this.answer(message, answer);
    else this.release(message.source, message.bytes);
  }

  #chunk(memory: Memory, word: number, source: number): void {
    const words = memory.i32;
    const id = words[word + wire.ID];
    const receive = this.#engine.receives.get(id);
    if (receive?.matchedSource !== source) return;
    const count = storageLength(receive.kind, words[word + wire.SIZE] - 1);
    copyOut(
      memory,
      (word << 2) + wire.ENVELOPE_BYTES,
      storageOf(receive.kind),
      receive.array!,
      receive.filled,
      count,
    );
    receive.filled += count;
    if (receive.filled === storageLength(receive.kind, receive.bytes)) this.#arrived(receive, id);
  }

  #arrived(receive: Receive, id: number): void {
    this.#engine.receives.remove(id);
    this.#engine.links.to(receive.matchedSource).close(receive);
    receive.finish();
  }

  /** Gives a message that is there to the receive that matches it. */
  take(receive: Receive, message: Unexpected): void {
    if (message.local !== undefined) return this.#engine.loopback.take(receive, message.local);
    if (message.storage === undefined) return this.#pull(receive, message);
    const { source, tag, kind, bytes, storage, first, second } = message;
    const refusal = receive.accept(source, tag, kind, bytes, first, second, storage);
    if (refusal !== undefined) receive.fail(refusal);
    else {
      if (receive.target !== undefined) receive.array!.set(storage as never);
      receive.finish();
    }
    this.release(source, bytes);
  }

  /** A copy that was kept for a later receive is gone. */
  release(source: number, bytes: number): void {
    if (source === this.#engine.rank) this.#engine.loopback.credited(bytes);
    else this.#owe(source, bytes);
  }

  /** Tells the sender of an announced message that it needn't send it, and why. */
  answer(message: Unexpected, answer: number): void {
    const link = this.#engine.links.to(message.source);
    link.control(wire.PULL, message.id, answer);
    this.#engine.links.mind(link);
  }

  #owe(source: number, bytes: number): void {
    const link = this.#engine.links.to(source);
    if (link.owe(bytes)) this.#engine.links.mind(link);
  }

  /** Asks the sender of an announced message for its elements. */
  #pull(receive: Receive, message: Unexpected): void {
    const link = this.#engine.links.to(message.source);
    if (link.lost !== undefined) return receive.fail(link.lost);
    const refusal = receive.accept(
      message.source,
      message.tag,
      message.kind,
      message.bytes,
      message.first,
      message.second,
    );
    if (refusal !== undefined || message.bytes === 0 || this.#readDirectly(link, receive, message)) {
      this.answer(message, wire.TAKEN);
      if (refusal === undefined) receive.finish();
      else receive.fail(refusal);
    } else {
      link.pull(message.id, this.#engine.receives.add(receive), receive);
      this.#engine.links.mind(link);
    }
  }

  /** One copy, from the sender's array to the receiver's; false where that can't be done. */
  #readDirectly(link: Link, receive: Receive, { source, address, pid, bytes }: Unexpected): boolean {
    if (address === 0 || !link.direct || native === undefined) return false;
    const binding = native;
    const read = (): boolean => binding.readMemory(pid, address, receive.array!, bytes);
    return pid === process.pid ? this.#engine.departures.whileThere(source, read) : read();
  }
}
