import test from "ava";
import * as envelope from "#dist/wire/envelope.js";
import { KINDS } from "#dist/wire/element.js";
import { describeSignature, OPERATIONS, signature } from "#dist/wire/signature.js";

test("eight words, each with a place of its own", (t) => {
  const { SIZE, TYPE, RANKS, CONTEXT, TAG, ID, FIRST, SECOND } = envelope;
  t.deepEqual([SIZE, TYPE, RANKS, CONTEXT, TAG, ID, FIRST, SECOND].toSorted(), [0, 1, 2, 3, 4, 5, 6, 7]);
  t.is(envelope.ENVELOPE_BYTES, 4 * envelope.ENVELOPE_WORDS);
  t.is(SIZE, 0, "the ring publishes a record with its first word");
});

test("frame types differ and leave room for the kind beside them", (t) => {
  const { EAGER, ANNOUNCE, PULL, CHUNK, CREDIT, CHECK, APART, LEAVE, REVOKE, RETRACT } = envelope;
  const types = [EAGER, ANNOUNCE, PULL, CHUNK, CREDIT, CHECK, APART, LEAVE, REVOKE, RETRACT];
  t.is(new Set(types).size, types.length);
  t.true(types.every((type) => type > 0 && type < 256));
  t.is(Math.sign(envelope.PADDING), -1, "no size is negative");
});

test("a world rank fits the half word that it travels in", (t) => {
  const rank = 65_535;
  const word = new Int32Array([rank | (rank << 16)])[0];
  t.is(word & 0xffff, rank);
  t.is(word >>> 16, rank);
});

test("signatures differ where calls do, and name them", (t) => {
  const seen = new Set<number>();
  for (const operation of OPERATIONS.filter((name) => name !== "point to point"))
    for (const root of [0, 1, 60_000])
      for (const reduction of [0, 1, 13])
        for (const kind of [-1, 0, 8, KINDS - 1]) {
          const word = signature(operation, root, reduction, kind) | 0;
          t.false(seen.has(word), `${operation}, root ${root}, reduction ${reduction}, kind ${kind}`);
          seen.add(word);
          t.true(describeSignature(word, 0).startsWith(operation));
        }
  t.regex(describeSignature(signature("bcast", 3, 0, -1), 0), /bcast.*root 3/);
  t.regex(describeSignature(signature("allreduce", 0, 1, 8), 25), /allreduce.*sum.*Float64Array.*24 bytes/);
});
