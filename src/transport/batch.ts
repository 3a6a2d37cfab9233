import { ENVELOPE_BYTES, ENVELOPE_WORDS, FIRST, PIECE, RANKS, SIZE, TYPE } from "../wire/envelope.ts";

/**
 * What travels between two pumps: one ZeroMQ message, a header and then records as they stood in a ring, each an envelope and
 * its payload, padded to 8 bytes. If the only record is a PIECE, a second part of the message holds its elements. Everything is in the byte order of the machine; the magic number tells when it differs.
 *
 * | word | meaning |
 * | --- | --- |
 * | 0 | magic and version |
 * | 1 | source process, destination process << 16 |
 * | 2–5 | the job's token |
 * | 6 | sequence number, from 1, of the batches from this source to this destination |
 * | 7 | the last sequence number seen in the other direction |
 * | 8 | cost released in the other direction since the start, modulo 2^32 |
 * | 9 | flags |
 */
export const HEADER_WORDS = 10;
export const HEADER_BYTES = HEADER_WORDS * 4;

export const MAGIC = 0;
export const PROCESSES = 1;
export const TOKEN = 2;
export const SEQUENCE = 6;
export const SEEN = 7;
export const RELEASED = 8;
export const FLAGS = 9;

/** The bytes "RKP2" on a little-endian machine. */
export const MAGIC_NUMBER = 0x32_50_4b_52;

/** Answer at once: the sender waits to know that all has arrived. */
export const ASK = 1;
/** The sender goes away in good order: that its connection ends later is no loss. */
export const LEAVING = 2;
/** The sender is there, if it has nothing else to say. */
export const BEAT = 4;

/** The largest batch, header included. */
export const BATCH_BYTES = 256 << 10;

/** What keeping a batch costs its receiver beside the records. */
const OVERHEAD = 256;

/** The most elements in a second part. One of 1 MiB takes two thirds of the time of four of 256 KiB. */
export const PIECE_BYTES = 1 << 20;

/** A batch of one record without a payload. */
const LONE_WORDS = HEADER_WORDS + ENVELOPE_WORDS;

/** What a batch takes of the credit. Batches without records are free, so that acknowledgements need no credit. */
export function costOf(bodyBytes: number): number {
  return bodyBytes === 0 ? 0 : bodyBytes + OVERHEAD;
}

/** Bytes of the record whose envelope starts at `word`. */
export function recordBytes(words: Int32Array, word: number): number {
  return ENVELOPE_BYTES + ((words[word + SIZE] + 6) & ~7);
}

export function tokenWords(hex: string): Int32Array {
  const bytes = Buffer.from(hex, "hex");
  if (bytes.length !== 16 || hex.length !== 32) throw new Error("a job's token has 32 hexadecimal digits");
  return Int32Array.from({ length: 4 }, (_, i) => bytes.readInt32LE(4 * i));
}

/** A batch as it came from the network, with everything in it checked. */
export interface Batch {
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  readonly source: number;
  readonly runs: readonly Run[];
  /** What it takes of the credit. */
  readonly cost: number;
}

/** Neighbouring records for one rank, in words. */
export interface Run {
  readonly dest: number;
  at: number;
  readonly end: number;
}

/** What a process accepts. */
export interface Terms {
  readonly process: number;
  readonly processOf: readonly number[];
  readonly token: Int32Array;
  /** Bytes of the largest record that the rings here can take. */
  readonly largestRecord: number;
}

/**
 * Checks a message from the network, with its second part where it has one; the answer is why it is refused, or the batch. Linear
 * in the message's length.
 */
export function openBatch(message: Uint8Array, terms: Terms, piece?: Uint8Array): Batch | string {
  if (message.length < HEADER_BYTES) return "it is too short";
  if (message.length > BATCH_BYTES) return "it is too long";
  if (message.length % 8 !== 0) return "its length is not a multiple of 8";
  const bytes = message.byteOffset % 4 === 0 ? message : message.slice();
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  if (words[MAGIC] !== MAGIC_NUMBER) return "it does not start as this version's batches do";
  for (let i = 0; i < 4; i++)
    if (words[TOKEN + i] !== terms.token[i]) return "it does not carry this job's token";
  if (words[PROCESSES] >>> 16 !== terms.process) return "it is for another process";
  const source = words[PROCESSES] & 0xffff;
  if (source === terms.process) return "it claims to come from this process itself";
  const runs: Run[] = [];
  const problem = readRuns(words, source, terms, runs) ?? checkPiece(words, piece);
  return problem ?? { words, bytes, source, runs, cost: costOf(bytes.length - HEADER_BYTES) };
}

/** Whether a second part and a PIECE are there together, and belong together. */
function checkPiece(words: Int32Array, piece: Uint8Array | undefined): string | undefined {
  const announced = words.length === LONE_WORDS && (words[HEADER_WORDS + TYPE] & 255) === PIECE;
  if (!announced) return piece === undefined ? undefined : "it has several parts";
  if (piece?.length !== words[HEADER_WORDS + FIRST]) return "its second part is not what it says";
  return piece.length > PIECE_BYTES ? "its second part is too long" : undefined;
}

function readRuns(words: Int32Array, source: number, terms: Terms, runs: Run[]): string | undefined {
  const { processOf, process, largestRecord } = terms;
  let at = HEADER_WORDS;
  let start = at;
  let ranks = -1;
  while (at < words.length) {
    const left = (words.length - at) * 4;
    if (left < ENVELOPE_BYTES || words[at + SIZE] <= 0) return "its records are garbled";
    const bytes = recordBytes(words, at);
    if (bytes > left || bytes > largestRecord || bytes <= 0) return "a record is too long";
    if ((words[at + TYPE] & 255) === PIECE && words.length !== LONE_WORDS) return "a piece is not alone";
    if (at === HEADER_WORDS || words[at + RANKS] !== ranks) {
      if (processOf[words[at + RANKS] & 0xffff] !== source) return "a record's source is not of its process";
      if (processOf[words[at + RANKS] >>> 16] !== process) return "a record is for a rank that is not here";
      if (at !== start && words[at + RANKS] >>> 16 !== ranks >>> 16) {
        runs.push({ dest: ranks >>> 16, at: start, end: at });
        start = at;
      }
      ranks = words[at + RANKS];
    }
    at += bytes >> 2;
  }
  if (at !== start) runs.push({ dest: ranks >>> 16, at: start, end: at });
  return undefined;
}
