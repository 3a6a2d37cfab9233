import test from "ava";
import {
  BATCH_BYTES,
  HEADER_BYTES,
  HEADER_WORDS,
  MAGIC,
  MAGIC_NUMBER,
  openBatch,
  PIECE_BYTES,
  PROCESSES,
  recordBytes,
  TOKEN as TOKEN_AT,
  tokenWords,
} from "#dist/transport/batch.js";
import type { Terms } from "#dist/transport/batch.js";
import { ENVELOPE_BYTES, FIRST, PIECE, RANKS, SIZE, TYPE } from "#dist/wire/envelope.js";
import { randomFrom } from "../harness/random.ts";

const terms: Terms = {
  process: 1,
  processOf: [0, 0, 1, 1, 2],
  token: tokenWords("00112233445566778899aabbccddeeff"),
  largestRecord: 32_768,
};

/** A batch from process 0 to process 1 of records [source, dest, payload bytes]. */
function batchOf(records: readonly (readonly [number, number, number])[]): Uint8Array {
  const bytes = records.reduce((sum, [, , size]) => sum + ENVELOPE_BYTES + ((size + 7) & ~7), HEADER_BYTES);
  const words = new Int32Array(bytes >> 2);
  words[MAGIC] = MAGIC_NUMBER;
  words[PROCESSES] = 0 | (1 << 16);
  words.set(terms.token, TOKEN_AT);
  let at = HEADER_WORDS;
  for (const [source, dest, size] of records) {
    words[at + SIZE] = size + 1;
    words[at + RANKS] = source | (dest << 16);
    at += recordBytes(words, at) >> 2;
  }
  return new Uint8Array(words.buffer);
}

/** What `openBatch` says, with every promise of an accepted batch checked. */
function checked(message: Uint8Array): string | number {
  const batch = openBatch(message, terms);
  if (typeof batch === "string") return batch;
  let end = HEADER_WORDS;
  let records = 0;
  for (const run of batch.runs) {
    if (run.at !== end || terms.processOf[run.dest] !== terms.process)
      throw new Error("a run is out of place");
    for (end = run.at; end < run.end; records++) {
      if (batch.words[end + RANKS] >>> 16 !== run.dest) throw new Error("a run mixes ranks");
      end += recordBytes(batch.words, end) >> 2;
    }
    if (end !== run.end) throw new Error("a run ends within a record");
  }
  if (end !== batch.words.length) throw new Error("the runs are not all of the batch");
  return records;
}

test("records for several ranks become runs", (t) => {
  const message = batchOf([
    [0, 2, 5],
    [1, 2, 0],
    [0, 3, 8],
    [0, 2, 100],
  ]);
  const batch = openBatch(message, terms);
  if (typeof batch === "string") return t.fail(batch);
  t.is(batch.source, 0);
  t.deepEqual(
    batch.runs.map(({ dest, at, end }) => [dest, (end - at) * 4]),
    [
      [2, 40 + 32],
      [3, 40],
      [2, 32 + 104],
    ],
  );
  t.is(checked(message), 4);
  t.is(checked(batchOf([])), 0);
});

test("a message that lies odd in its memory is read all the same", (t) => {
  const message = batchOf([[0, 2, 8]]);
  const odd = new Uint8Array(message.length + 3).subarray(3);
  odd.set(message);
  t.is(checked(odd), 1);
});

test("what is refused, and why", (t) => {
  const change = (word: number, value: number): Uint8Array => {
    const message = batchOf([[0, 2, 8]]);
    new Int32Array(message.buffer)[word] = value;
    return message;
  };
  t.is(checked(new Uint8Array(0)), "it is too short");
  t.is(checked(new Uint8Array(HEADER_BYTES + 4)), "its length is not a multiple of 8");
  t.is(checked(new Uint8Array(BATCH_BYTES + 8)), "it is too long");
  t.is(checked(change(MAGIC, 1)), "it does not start as this version's batches do");
  t.is(checked(change(TOKEN_AT + 3, 1)), "it does not carry this job's token");
  t.is(checked(change(PROCESSES, 0)), "it is for another process");
  t.is(checked(change(PROCESSES, 1 | (1 << 16))), "it claims to come from this process itself");
  t.is(checked(change(HEADER_WORDS + SIZE, 0)), "its records are garbled");
  t.is(checked(change(HEADER_WORDS + SIZE, -1)), "its records are garbled");
  t.is(checked(change(HEADER_WORDS + SIZE, 17)), "a record is too long");
  t.is(checked(change(HEADER_WORDS + SIZE, 0x7fffffff)), "a record is too long");
  t.is(checked(change(HEADER_WORDS + RANKS, 4 | (2 << 16))), "a record's source is not of its process");
  t.is(checked(change(HEADER_WORDS + RANKS, 0 | (4 << 16))), "a record is for a rank that is not here");
  t.is(checked(batchOf([[0, 2, 32_768]])), "a record is too long");
});

test("changed and cut batches are read or refused, in bounded time", (t) => {
  const random = randomFrom(4);
  const awkward = [0, -1, 1, 2, 31, 32, 33, 0x7fffffff, -0x80000000, 0xffff, 1 << 16];
  let accepted = 0;
  let slowest = 0;
  for (let i = 0; i < 20_000; i++) {
    const records = Array.from({ length: random(6) }, () => [random(2), 2 + random(2), random(200)] as const);
    const message = batchOf(records);
    const words = new Int32Array(message.buffer);
    for (let changes = random(4); changes > 0; changes--) {
      if (random(2) === 0) message[random(message.length)] = random(256);
      else
        words[random(3) === 0 ? random(words.length) : Math.min(HEADER_WORDS + random(8), words.length - 1)] =
          awkward[random(awkward.length)];
    }
    const cut = random(3) === 0 ? message.subarray(0, random(message.length + 1)) : message;
    const start = performance.now();
    if (typeof checked(cut) === "number") accepted++;
    slowest = Math.max(slowest, performance.now() - start);
  }
  t.true(accepted > 1000);
  t.true(slowest < 100);
});

/** A batch that announces a second part of so many bytes. */
function before(piece: number, records: Parameters<typeof batchOf>[0] = [[0, 2, 0]]): Uint8Array {
  const message = batchOf(records);
  const words = new Int32Array(message.buffer);
  words[HEADER_WORDS + TYPE] = PIECE;
  words[HEADER_WORDS + FIRST] = piece;
  return message;
}

test("a second part goes with a piece, and with nothing else", (t) => {
  const open = (message: Uint8Array, piece?: Uint8Array): unknown => {
    const batch = openBatch(message, terms, piece);
    return typeof batch === "string" ? batch : batch.runs.length;
  };
  t.is(open(before(100), new Uint8Array(100)), 1);
  t.is(open(before(PIECE_BYTES), new Uint8Array(PIECE_BYTES)), 1);
  t.regex(open(before(PIECE_BYTES + 1), new Uint8Array(PIECE_BYTES + 1)) as string, /too long/);
  t.regex(open(before(100), new Uint8Array(99)) as string, /not what it says/);
  t.regex(open(before(100)) as string, /not what it says/);
  t.regex(open(batchOf([[0, 2, 0]]), new Uint8Array(100)) as string, /several parts/);
  t.regex(open(batchOf([]), new Uint8Array(100)) as string, /several parts/);
  const two = [[0, 2, 0], [0, 2, 8]] as const; // prettier-ignore
  t.regex(open(before(100, two), new Uint8Array(100)) as string, /not alone/);
  t.regex(open(before(100, two)) as string, /not alone/);
});
