import { storageOf, storageOver } from "../wire/element.ts";
import type { Kind, TypedArray } from "../wire/element.ts";
import { copyIn, copyOut } from "./copy.ts";
import type { Doorbell } from "./doorbell.ts";
import { bayWithin, CELL_HEAD, cellBytes, DEPTH, LINE, setOffset, slotOffset } from "./layout.ts";
import type { Layout } from "./layout.ts";
import type { Memory } from "./memory.ts";

const STARVED = 0;
const FLOOR = 0;
const STAMP = 0;
const FIRST = 1;
const SECOND = 2;
const KIND = 3;
const BYTES = 4;
const FIRST_BEFORE = 5;
const SECOND_BEFORE = 6;
const STEP = 7;
const HEAD_WORDS = CELL_HEAD >> 2;

/** In the place of a kind: the value is too large for a cell and comes as messages. */
export const ELSEWHERE = -1;

/**
 * One communicator's set of cells, as one of its ranks sees it. What a rank contributes to collective n stands in its cell
 * n mod DEPTH, and every other rank reads it there: no copy for each peer, and nobody has to answer.
 *
 * A cell is published by its stamp, n + 1: the writer stores it last, the reader loads it first, both atomically. A rank's floor
 * says that it reads nothing of the collectives before that number any more; a cell is written anew only when every floor is
 * beyond what stood there. Who waits for that sets `starved` and looks again; who raises its floor reads `starved` after. Numbers
 * have 31 bits and wrap, so they are compared by the sign of their difference.
 */
export class Cells {
  /** Bytes that fit a cell. */
  readonly largest: number;
  readonly bayBytes: number;
  readonly rank: number;
  readonly #memory: Memory;
  readonly #words: Int32Array;
  readonly #set: number;
  /** Where each rank's slot starts, in words. */
  readonly #slots: readonly number[];
  readonly #cellWords: number;
  readonly #peers: readonly Doorbell[];
  /** Where a bay begins in its slot, in words. */
  readonly #bay: number;
  /** Views of payloads by kind, rank and place in the slot, made once: they cost more than a small sum. */
  readonly #views: (TypedArray | undefined)[][] = [];
  /** Numbers before this one find their cell vacant. */
  #vacantBefore = 0;

  constructor(
    memory: Memory,
    layout: Layout,
    set: number,
    endpoints: readonly number[],
    rank: number,
    doorbells: readonly Doorbell[],
  ) {
    this.largest = layout.commons.payload;
    this.bayBytes = layout.commons.bay;
    this.#bay = bayWithin(layout) >> 2;
    this.#memory = memory;
    this.#words = memory.i32;
    this.#set = setOffset(layout, set) >> 2;
    this.#slots = endpoints.map((endpoint) => slotOffset(layout, set, endpoint) >> 2);
    this.#cellWords = cellBytes(layout) >> 2;
    this.rank = rank;
    this.#peers = endpoints.filter((_, other) => other !== rank).map((endpoint) => doorbells[endpoint]);
  }

  #cell(rank: number, number: number): number {
    return this.#slots[rank] + (LINE >> 2) + (number & (DEPTH - 1)) * this.#cellWords;
  }

  // --- the writer ----------------------------------------------------------------------------------------------------------

  /**
   * Whether this rank's cell for a number may be written: all are through with what stood there, this one too, whose collectives
   * may be in progress together. One who is told no will be woken when that changes.
   */
  vacant(number: number): boolean {
    if ((number - this.#vacantBefore) << 1 < 0 || this.#look(number)) return true;
    Atomics.store(this.#words, this.#set + STARVED, 1);
    return this.#look(number);
  }

  #look(number: number): boolean {
    let room = DEPTH;
    for (let rank = 0; rank < this.#slots.length; rank++) room = Math.min(room, this.roomAt(rank, number));
    if (room <= 0) return false;
    this.#vacantBefore = (number + room) & 0x7fffffff;
    return true;
  }

  /**
   * Whether nobody is in an earlier collective any more: the bays, of which each rank has but one, are this one's. One who is told
   * no will be woken when that changes.
   */
  quiet(number: number): boolean {
    if (this.#isQuiet(number)) return true;
    Atomics.store(this.#words, this.#set + STARVED, 1);
    return this.#isQuiet(number);
  }

  #isQuiet(number: number): boolean {
    for (let rank = 0; rank < this.#slots.length; rank++) if (this.roomAt(rank, number) < DEPTH) return false;
    return true;
  }

  /** How many numbers from this one on a rank lets others write; none while this is not positive. */
  roomAt(rank: number, number: number): number {
    return DEPTH - (((number - Atomics.load(this.#words, this.#slots[rank] + FLOOR)) << 1) >> 1);
  }

  /** Lays `array`, whose own kind is the storage of `kind`, into this rank's cell. */
  lay(number: number, kind: Kind, array: TypedArray): void {
    const at = (this.#cell(this.rank, number) + HEAD_WORDS) << 2;
    copyIn(this.#memory, at, storageOf(kind), array, 0, array.length);
  }

  /**
   * Contributes to a collective what stands in this rank's cell: so many bytes of a kind. With it go the signatures of this collective
   * and of the one before.
   */
  publish(
    number: number,
    first: number,
    second: number,
    firstBefore: number,
    secondBefore: number,
    kind: Kind,
    bytes: number,
  ): void {
    const words = this.#words;
    const cell = this.#cell(this.rank, number);
    words[cell + FIRST] = first;
    words[cell + SECOND] = second;
    words[cell + FIRST_BEFORE] = firstBefore;
    words[cell + SECOND_BEFORE] = secondBefore;
    words[cell + KIND] = kind;
    words[cell + BYTES] = bytes;
    words[cell + STEP] = 0;
    Atomics.store(words, cell + STAMP, (number + 1) | 0);
    this.ring();
  }

  /** In a collective of several steps: what this one wrote into its bay for a step is there. */
  advance(number: number, step: number): void {
    Atomics.store(this.#words, this.#cell(this.rank, number) + STEP, step);
    this.ring();
  }

  ring(): void {
    for (const doorbell of this.#peers) doorbell.ring();
  }

  /** This rank is through with all collectives before `number`. */
  raise(number: number): void {
    const words = this.#words;
    Atomics.store(words, this.#slots[this.rank] + FLOOR, number);
    if (Atomics.load(words, this.#set + STARVED) === 0) return;
    Atomics.store(words, this.#set + STARVED, 0);
    this.ring();
  }

  // --- readers -------------------------------------------------------------------------------------------------------------

  /** Whether a rank has contributed to the collective of this number. What the rest tells holds once it has. */
  has(rank: number, number: number): boolean {
    const at = this.#cell(rank, number) + STAMP;
    const stamp = (number + 1) | 0;
    // A plain look may come too early, never too late. What follows is ordered by the atomic load.
    return this.#words[at] === stamp && Atomics.load(this.#words, at) === stamp;
  }

  first(rank: number, number: number): number {
    return this.#words[this.#cell(rank, number) + FIRST];
  }

  second(rank: number, number: number): number {
    return this.#words[this.#cell(rank, number) + SECOND];
  }

  /** Of the collective before that of this number, as the rank called it. */
  firstBefore(rank: number, number: number): number {
    return this.#words[this.#cell(rank, number) + FIRST_BEFORE];
  }

  secondBefore(rank: number, number: number): number {
    return this.#words[this.#cell(rank, number) + SECOND_BEFORE];
  }

  kind(rank: number, number: number): Kind {
    return this.#words[this.#cell(rank, number) + KIND];
  }

  bytes(rank: number, number: number): number {
    return this.#words[this.#cell(rank, number) + BYTES];
  }

  step(rank: number, number: number): number {
    return Atomics.load(this.#words, this.#cell(rank, number) + STEP);
  }

  double(rank: number, number: number): number {
    return this.#memory.f64[(this.#cell(rank, number) + HEAD_WORDS) >> 1];
  }

  copyTo(array: TypedArray, storage: Kind, rank: number, number: number, count: number): void {
    copyOut(this.#memory, (this.#cell(rank, number) + HEAD_WORDS) << 2, storage, array, 0, count);
  }

  /** The payload as an array of a storage kind, as long as fits; what counts stands at its front. */
  view(storage: Kind, rank: number, number: number): TypedArray {
    const row = (this.#views[storage] ??= []);
    return (row[rank * DEPTH + (number & (DEPTH - 1))] ??= this.#makeView(storage, this.#cell(rank, number)));
  }

  /** All of a rank's bay as elements of a storage kind. */
  bay(storage: Kind, rank: number): TypedArray {
    const { buffer } = this.#words;
    const { BYTES_PER_ELEMENT } = storageOver(storage, buffer, 0, 0);
    const at = (this.#slots[rank] + this.#bay) << 2;
    return storageOver(storage, buffer, at, Math.floor(this.bayBytes / BYTES_PER_ELEMENT));
  }

  #makeView(storage: Kind, cell: number): TypedArray {
    const { buffer } = this.#words;
    const { BYTES_PER_ELEMENT } = storageOver(storage, buffer, 0, 0);
    return storageOver(
      storage,
      buffer,
      (cell + HEAD_WORDS) << 2,
      Math.floor(this.largest / BYTES_PER_ELEMENT),
    );
  }

  // --- between communicators -----------------------------------------------------------------------------------------------

  /** As new, for a communicator that begins; before any other of its ranks knows of the set. */
  clear(): void {
    const end = this.#slots.length;
    for (let rank = 0; rank < end; rank++) {
      Atomics.store(this.#words, this.#slots[rank] + FLOOR, 0);
      for (let number = 0; number < DEPTH; number++)
        Atomics.store(this.#words, this.#cell(rank, number) + STAMP, 0);
    }
  }
}
