import test from "ava";
import { payload, spoil, stamp, verify, verifyStamp } from "#dist/bench/stamp.js";

test("what a rank stamped passes", (t) => {
  for (const bytes of [1, 7, 8, 4096]) {
    const data = payload(bytes);
    t.is(data.byteLength, bytes);
    stamp(data, 3, 1);
    t.notThrows(() => verifyStamp(data, 3, 1, "these"));
  }
});

test("another rank, another round, one element that is wrong or missing: all are found", (t) => {
  const data = payload(800);
  stamp(data, 3, 1);
  t.throws(() => verifyStamp(data, 2, 1, "these"), { message: /these from rank 2 failed: element 0/ });
  t.throws(() => verifyStamp(data, 3, 0, "these"));
  data[99]++;
  t.throws(() => verifyStamp(data, 3, 1, "these"), { message: /element 99 is/ });
});

test("what was spoilt is no stamp of anybody", (t) => {
  const data = payload(7);
  spoil(data);
  for (let rank = 0; rank < 300; rank++) t.throws(() => verifyStamp(data.subarray(0, 1), rank, 0, "these"));
});

test("data that is shifted is found", (t) => {
  const data = payload(80);
  stamp(data, 0, 0);
  t.throws(() => verify(data.subarray(1), (i) => i, "a shift"), {
    message: /a shift failed: element 0 is 1, not 0/,
  });
});
