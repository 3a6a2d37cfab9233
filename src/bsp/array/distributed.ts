import { RanksError } from "../../errors.ts";
import { kindOf, newStorage } from "../../wire/element.ts";
import type { TypedArray } from "../../wire/element.ts";
import type { Bsp } from "../bsp.ts";
import type { Coarray, Element, Kin } from "../coarray.ts";
import type { Partitioning } from "../partition/partitioning.ts";
import { checkSection } from "../section.ts";
import type { Reading } from "../variable.ts";
import type { DistributedArray, GetAt, PutAt } from "./distributed-array.ts";
import { fetch } from "./fetch.ts";
import type { Frame } from "./frame.ts";
import { haloPieces } from "./halo.ts";
import { putPiece } from "./piece.ts";
import type { Piece } from "./piece.ts";
import { waysBetween, waysIn, waysOut } from "./ways.ts";

/** A coarray with a partitioning. */
export class Distributed<A extends TypedArray, P extends Partitioning> implements DistributedArray<A, P> {
  readonly partitioning: P;
  readonly coarray: Coarray<A>;
  readonly shape: readonly [rows: number, columns: number];
  readonly origin: number;
  readonly rowStride: number;
  readonly frame: Frame;
  readonly #steps: Bsp;
  readonly #periodic: readonly [boolean, boolean];
  /** What goes where for each array that the elements have been copied to, and for the halo. */
  readonly #ways = new WeakMap<object, readonly Piece[]>();
  #toHalos: readonly Piece[] | undefined = undefined;

  constructor(
    steps: Bsp,
    partitioning: P,
    frame: Frame,
    periodic: readonly [boolean, boolean],
    coarray: Coarray<A>,
  ) {
    this.partitioning = partitioning;
    this.coarray = coarray;
    this.shape = frame.grid.shapeOn(steps.rank);
    this.origin = frame.cell(steps.rank, 0, 0);
    this.rowStride = frame.rowStride(steps.rank);
    this.#steps = steps;
    this.frame = frame;
    this.#periodic = periodic;
  }

  get local(): A {
    return this.coarray.local;
  }

  owner(global: number): number {
    return this.partitioning.owner(global);
  }

  localOf(global: number): number {
    return this.frame.cellOf(this.partitioning.owner(global), this.partitioning.localOf(global));
  }

  globalOf(local: number): number {
    const { rank } = this.#steps;
    const own = this.frame.localAt(rank, local);
    if (own === -1) {
      const what = `${this.coarray.name}: place ${local} on rank ${rank} holds no element of it; see \`origin\`, \`shape\` and \`rowStride\``;
      throw new RanksError("ERR_RANKS_USAGE", what);
    }
    return this.partitioning.globalOf(rank, own);
  }

  put(values: A | Kin<A> | readonly Element<A>[] | Element<A>, { index, stride = 1 }: PutAt): void {
    if (typeof values !== "object") {
      this.#check(index, 1, 1);
      this.coarray.put(values, { dest: this.owner(index), offset: this.localOf(index) });
      return;
    }
    const typed = Array.isArray(values) ? this.#typed(values) : (values as A);
    const section = this.#check(index, stride, typed.length);
    for (const piece of waysIn(this.frame, section)) putPiece(this.coarray, typed, piece);
  }

  get({ index, stride = 1, count = 1 }: GetAt): Reading<A> {
    const section = this.#check(index, stride, count);
    return fetch(this.#steps, this.coarray, waysOut(this.frame, section), count);
  }

  redistribute(to: DistributedArray<A>): void {
    if (to.partitioning.length !== this.partitioning.length) {
      const what = `${this.coarray.name} can't be copied to ${to.coarray.name}, which differs in length; give it one of as many elements`;
      throw new RanksError("ERR_RANKS_MISMATCH", what);
    }
    let way = this.#ways.get(to);
    if (way === undefined) {
      // Only this class makes such arrays.
      const { frame } = to as DistributedArray<A> & { readonly frame: Frame };
      way = waysBetween(this.frame, frame, this.#steps.rank);
      this.#ways.set(to, way);
    }
    for (const piece of way) putPiece(to.coarray, this.local, piece);
  }

  exchangeHalo(): void {
    this.#toHalos ??= haloPieces(this.frame, this.#steps.rank, this.#periodic);
    for (const piece of this.#toHalos) putPiece(this.coarray, this.local, piece);
  }

  release(): void {
    this.coarray.release();
  }

  #check(offset: number, stride: number, count: number): { offset: number; stride: number; count: number } {
    const section = { offset, stride, count };
    checkSection(section, this.partitioning.length, this.coarray.name);
    return section;
  }

  #typed(values: readonly unknown[]): A {
    const typed = newStorage(kindOf(this.local), values.length);
    typed.set(values as never);
    return typed as A;
  }
}
