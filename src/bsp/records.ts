import type { TypedArray } from "../wire/element.ts";

/**
 * A message of a superstep is a sequence of records, each of eight-byte words: two 32-bit words, or four where the type says so,
 * then the payload. Word 0 is the type and what the record is about.
 *
 * | type | about | word 1 | 2 | 3 | payload |
 * | --- | --- | --- | --- | --- | --- |
 * | ELEMENT | array | offset | | | one element, in eight bytes |
 * | PUT | array | offset | stride | count | the elements; none where they follow in a message of their own |
 * | GET, HPGET | array | offset | stride | count | |
 * | ASSIGN | variable | kind | bytes | | the value |
 * | ASK | variable | | | | |
 * | ANSWER | array or variable | kind | bytes | | what was asked for; none where it follows by itself |
 * | SENT | | kind | bytes | tag | the value |
 * | REGISTER | id | kind | length | bytes | the name |
 * | RELEASE | id | | | | |
 */
export const ELEMENT = 1;
export const PUT = 2;
export const GET = 3;
export const HPGET = 4;
export const ASSIGN = 5;
export const ASK = 6;
export const ANSWER = 7;
export const SENT = 8;
export const REGISTER = 9;
export const RELEASE = 10;

/** What a message begins with: its words of eight bytes, these included; how many gets, and how many registrations and releases. */
export const PREFIX_WORDS = 2;
export const LENGTH = 0;
export const ASKS = 1;
export const CHANGES = 2;

/** So many go in the first message, before the receiver knows how many there are. */
export const HEAD_WORDS = 512;

/** From so many bytes on, elements travel in a message of their own: from the sender's array into the receiver's, where these are contiguous. */
export const DIRECT_BYTES = 16 * 1024;

const TYPE_BITS = 4;

/** Memory for a message. */
export class Records {
  doubles!: Float64Array;
  ints!: Int32Array;
  bytes!: Uint8Array;
  bigints!: BigInt64Array;
  /** Words of eight bytes. */
  used = PREFIX_WORDS;

  constructor(words: number) {
    this.adopt(new ArrayBuffer(8 * words));
  }

  adopt(buffer: ArrayBuffer): void {
    this.doubles = new Float64Array(buffer);
    this.ints = new Int32Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.bigints = new BigInt64Array(buffer);
  }
}

export function typeOf(first: number): number {
  return first & ((1 << TYPE_BITS) - 1);
}

export function subjectOf(first: number): number {
  return first >>> TYPE_BITS;
}

export function firstWord(type: number, subject: number): number {
  return type | (subject << TYPE_BITS);
}

/** Up to so many a loop is faster than `set`, which needs a view first. */
const LOOP_INTS = 64;

/** Not as doubles: of what is no number the bits might change. */
export function copyInts(from: Int32Array, first: number, to: Int32Array, at: number, count: number): void {
  if (count > LOOP_INTS) to.set(from.subarray(first, first + count), at);
  else for (let i = 0; i < count; i++) to[at + i] = from[first + i];
}

/** Bytes as words of eight, rounded up. */
export function wordsOf(bytes: number): number {
  return (bytes + 7) >>> 3;
}

/** The bytes of an array. */
export function bytesOf(array: TypedArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
