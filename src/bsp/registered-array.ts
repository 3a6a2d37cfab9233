import { RanksError } from "../errors.ts";
import { elementBytes, fitsInto, kindName, kindOf, newStorage, storageOf } from "../wire/element.ts";
import type { TypedArray } from "../wire/element.ts";
import type { Coarray, Element, GetFrom, Kin, PutTo } from "./coarray.ts";
import { ArrayGet } from "./gets.ts";
import { DIRECT_BYTES, ELEMENT, GET, HPGET, PUT } from "./records.ts";
import { Registration } from "./registration.ts";
import { checkSection, countToEnd } from "./section.ts";
import type { Superstep } from "./superstep.ts";

const WORD = 8;

/** This rank's part of an array that all ranks can reach. */
export class RegisteredArray<A extends TypedArray> extends Registration implements Coarray<A> {
  readonly local: A;
  readonly #elementBytes: number;
  readonly #big: boolean;

  constructor(step: Superstep, id: number, name: string | undefined, local: A) {
    super(step, id, name, storageOf(kindOf(local)));
    this.local = local;
    this.#elementBytes = elementBytes(this.kind);
    this.#big = local instanceof BigInt64Array || local instanceof BigUint64Array;
  }

  get length(): number {
    return this.local.length;
  }

  lengthOn(rank: number): number {
    this.requireUsable();
    this.step.requireRank("the rank", rank);
    return this.lengths[rank];
  }

  put(
    values: A | Kin<A> | readonly Element<A>[] | Element<A>,
    { dest, offset = 0, stride = 1 }: PutTo,
  ): void {
    this.requireUsable();
    this.step.requireRank("dest", dest);
    if (typeof values === "object") return this.#putArray(this.#typed(values), dest, offset, stride, false);
    if (!this.#isElement(values)) throw this.#mismatch(`a ${typeof values}`);
    if (!(offset >>> 0 === offset && offset < this.lengths[dest])) this.#refuse(dest, offset, 1, 1);
    const box = this.step.outboxes[dest];
    const at = box.short(ELEMENT, this.id, offset);
    if (typeof values === "bigint") box.bigints[at] = values;
    else box.doubles[at] = values;
    this.step.count(dest, this.#elementBytes / WORD);
  }

  /** A program without types can give anything. */
  #isElement(value: unknown): boolean {
    return typeof value === (this.#big ? "bigint" : "number");
  }

  hpput(values: A | Kin<A>, { dest, offset = 0, stride = 1 }: PutTo): void {
    this.requireUsable();
    this.step.requireRank("dest", dest);
    this.#putArray(this.#typed(values), dest, offset, stride, true);
  }

  #putArray(values: TypedArray, dest: number, offset: number, stride: number, unbuffered: boolean): void {
    const count = values.length;
    const bytes = values.byteLength;
    this.#check(dest, offset, stride, count);
    if (count === 0) return;
    const box = this.step.outboxes[dest];
    this.step.count(dest, bytes / WORD);
    if (bytes < DIRECT_BYTES) {
      box.fill(box.long(PUT, this.id, offset, stride, count, bytes), values);
      return;
    }
    box.long(PUT, this.id, offset, stride, count, 0);
    if (unbuffered) box.pieces.push(values);
    else box.pushCopy(this.kind, values, { offset: 0, stride: 1, count });
  }

  get(from: GetFrom<A | Kin<A>>): A {
    return this.#get(GET, from);
  }

  hpget(from: GetFrom<A | Kin<A>>): A {
    return this.#get(HPGET, from);
  }

  #get(type: number, { source, offset = 0, stride = 1, count, into }: GetFrom<A | Kin<A>>): A {
    this.requireUsable();
    this.step.requireRank("source", source);
    const wanted = count ?? countToEnd(offset, stride, this.lengths[source]);
    this.#check(source, offset, stride, wanted);
    const room = (into ?? newStorage(this.kind, wanted)) as A;
    this.#checkRoom(room, wanted);
    if (wanted === 0) return room;
    const box = this.step.outboxes[source];
    box.long(type, this.id, offset, stride, wanted, 0);
    box.asks++;
    this.step.gets[source].push(
      new ArrayGet(this.kind, room.length === wanted ? room : room.subarray(0, wanted)),
    );
    return room;
  }

  #typed(values: object): TypedArray {
    const kind = kindOf(values);
    if (fitsInto(kind, this.kind)) return values as TypedArray;
    if (!Array.isArray(values)) throw this.#mismatch(kind < 0 ? "no array" : `a ${kindName(kind)}`);
    const typed = newStorage(this.kind, values.length);
    typed.set(values as never);
    return typed;
  }

  #check(rank: number, offset: number, stride: number, count: number): void {
    // What is usual, without making anything.
    if (
      stride === 1 &&
      offset >>> 0 === offset &&
      offset + count <= this.lengths[rank] &&
      count >>> 0 === count
    )
      return;
    this.#refuse(rank, offset, stride, count);
  }

  #refuse(rank: number, offset: number, stride: number, count: number): void {
    const what = `${this.step.name}: ${this.name} on rank ${rank}`;
    checkSection({ offset, stride, count }, this.lengths[rank], what);
  }

  #checkRoom(into: TypedArray, count: number): void {
    if (!fitsInto(kindOf(into), this.kind)) throw this.#mismatch(`a ${kindName(kindOf(into))}`);
    if (into.length < count)
      throw new RanksError(
        "ERR_RANKS_TRUNCATED",
        `${this.step.name}: get of ${this.name}: ${count} elements are asked for and \`into\` has room for ${into.length}; make it longer`,
      );
  }

  #mismatch(what: string): RanksError {
    return new RanksError(
      "ERR_RANKS_MISMATCH",
      `${this.step.name}: ${this.name} is a ${kindName(this.kind)} and was given ${what}; give it its own kind`,
    );
  }
}
