import type { Kind, TypedArray } from "../wire/element.ts";
import type { Schedule } from "./peers.ts";

export interface CellLimits {
  /** Bytes that can be contributed. */
  readonly largest: number;
  /** Bytes of a bay. */
  readonly bayBytes: number;
}

/**
 * Memory that every rank of a collective reads, in which each contributes once. What it has put there stays until all ranks are
 * through with the collective.
 */
export interface SharedCells {
  /** Contributes `array`, whose own kind is the storage of `kind`. */
  put(kind: Kind, array: TypedArray): void;
  /** Contributes so many bytes that this rank has written where `array` of itself lies. */
  show(kind: Kind, bytes: number): void;
  /** Tells the others that what they look for is too large and comes as messages. */
  putElsewhere(): void;
  isElsewhere(rank: number): boolean;
  /** Of what a rank has contributed. */
  bytes(rank: number): number;
  /** A number that a rank has contributed. */
  double(rank: number): number;
  /** The elements of an array of a kind up to BIGUINT64, at the front of one that fills the cell; another rank's are not to be changed. */
  array(rank: number, kind: Kind): TypedArray;
  /** A copy of what a rank has contributed, as `irecv` would give it. */
  take<T>(rank: number, into: T | undefined): T;
  /** A rank's bay, which that one writes and all read: room for more than a cell holds. */
  bay(rank: number, kind: Kind): TypedArray;
  /** What this rank has written for a step is there. */
  advance(step: number): void;
  /** Whether all ranks have got so far. */
  reached(step: number): boolean;
}

/**
 * What a rank does in a collective that goes through cells: it contributes, looks for what ranks `from` up to `to` contribute, and
 * makes the answer of that. No generator: these collectives take less time than making one.
 */
export interface Matter<T> {
  readonly from: number;
  readonly to: number;
  /** Set where it uses the bays: no earlier collective may still be in progress on any rank. */
  readonly usesBays?: true;
  contribute(cells: SharedCells): void;
  /** Further steps, when the contributions are there, as far as they can be made now; true when all are made. */
  proceed?(cells: SharedCells): boolean;
  /** The answer, when the contributions are there; or the messages that it still takes. */
  conclude(cells: SharedCells): T | Rest<T>;
}

/** The part of a collective that does not go through cells. */
export class Rest<T> {
  readonly schedule: Schedule<T>;

  constructor(schedule: Schedule<T>) {
    this.schedule = schedule;
  }
}
