import { native } from "./native.ts";

/** So many receives of one rank are filled by its pump at the same moment; the elements of further ones come by the ring. */
const SLOTS = 64;

const STATE = 0;
const RECEIVE = 1;
const SOURCE = 2;
const WORDS = 8;
/** In doubles. */
const ADDRESS = 2;
const LEFT = 3;

/** Behind the last landing: how many arrays are in the pump's hands. */
const MOVING = SLOTS * WORDS;

const FREE = 0;
const OPEN = 1;
/** The pump copies a piece. */
const FILLING = 2;
const FULL = 3;

/** In the place of a landing. */
export const NO_LANDING = 0;

/**
 * Where a rank's pump puts the elements of large messages itself: the arrays of receives whose elements are on their way. The
 * rank opens a landing before it asks for the elements, and closes it when they are there or will not come any more; from then
 * on the pump writes nothing there. A rank that shares its process with others has none: its arrays may end before the pump does.
 */
export class Landings {
  readonly #words: Int32Array;
  readonly #doubles: Float64Array;

  constructor(buffer: ArrayBufferLike) {
    this.#words = new Int32Array(buffer);
    this.#doubles = new Float64Array(buffer);
  }

  static readonly bytes = (SLOTS + 1) * WORDS * 4;

  /**
   * Whether the pump has arrays of this rank in hand, to fill or to send: the next thing is long in coming, and ZeroMQ's threads want
   * the processors meanwhile. Rank and pump both sleep then rather than look.
   */
  get inBulk(): boolean {
    return Atomics.load(this.#words, MOVING) > 0;
  }

  /** So many arrays more are lent to the pump, or less. */
  lend(more: number): void {
    Atomics.add(this.#words, MOVING, more);
  }

  /** For `bytes` that receive number `receive` gets from `source`; the answer is the landing's number, or NO_LANDING where there can be none. */
  open(receive: number, source: number, array: ArrayBufferView, bytes: number): number {
    const words = this.#words;
    const address = native!.addressOf(array);
    if (address === 0) return NO_LANDING;
    for (let landing = 1; landing <= SLOTS; landing++) {
      const at = (landing - 1) * WORDS;
      if (Atomics.load(words, at + STATE) !== FREE) continue;
      words[at + RECEIVE] = receive;
      words[at + SOURCE] = source;
      this.#doubles[(at >> 1) + ADDRESS] = address;
      this.#doubles[(at >> 1) + LEFT] = bytes;
      Atomics.store(words, at + STATE, OPEN);
      Atomics.add(words, MOVING, 1);
      return landing;
    }
    return NO_LANDING;
  }

  /** The array is the receive's own again. */
  close(landing: number): void {
    const words = this.#words;
    const at = (landing - 1) * WORDS;
    // The pump holds it no longer than it takes to copy a piece.
    while (Atomics.compareExchange(words, at + STATE, OPEN, FREE) === FILLING);
    Atomics.store(words, at + STATE, FREE);
    Atomics.sub(words, MOVING, 1);
  }

  /** For the pump: puts a piece behind those that came before it; true when the array is full. What nobody waits for is dropped. */
  fill(landing: number, receive: number, source: number, piece: Uint8Array): boolean {
    const words = this.#words;
    const doubles = this.#doubles;
    const at = (landing - 1) * WORDS;
    if (landing < 1 || landing > SLOTS) return false;
    if (Atomics.compareExchange(words, at + STATE, OPEN, FILLING) !== OPEN) return false;
    const left = doubles[(at >> 1) + LEFT] - piece.length;
    const wanted = words[at + RECEIVE] === receive && words[at + SOURCE] === source && left >= 0;
    if (wanted) {
      native!.writeMemory(doubles[(at >> 1) + ADDRESS], piece);
      doubles[(at >> 1) + ADDRESS] += piece.length;
      doubles[(at >> 1) + LEFT] = left;
    }
    const full = wanted && left === 0;
    Atomics.store(words, at + STATE, full ? FULL : OPEN);
    return full;
  }
}
