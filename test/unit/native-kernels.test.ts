import test from "ava";
import { maxLoops, minLoops, prodLoops, sumLoops } from "#dist/collectives/kernels.js";
import { accelerated, WORTH_A_CALL } from "#dist/collectives/native-kernels.js";
import { native } from "#dist/memory/native.js";
import { FLOAT32, FLOAT64, INT32 } from "#dist/wire/element.js";
import { randomFrom } from "../harness/random.ts";

const OPERATIONS = [
  ["sum", 1, sumLoops],
  ["prod", 2, prodLoops],
  ["min", 3, minLoops],
  ["max", 4, maxLoops],
] as const;
const KINDS = [
  [FLOAT64, Float64Array],
  [FLOAT32, Float32Array],
  [INT32, Int32Array],
] as const;
/** Zeros of both signs, what is no number, and what overflows. */
const AWKWARD = [NaN, 0, -0, 1, -1, Infinity, -Infinity, 1.7e308, -5e-324, 3.4e38, 1e-45, 0.1, 2 ** 31];

for (const [name, code, loops] of OPERATIONS)
  for (const [kind, Kind] of KINDS)
    test(`${name} of a ${Kind.name} is the same to the bit as the loop that it stands for`, (t) => {
      const random = randomFrom(code + kind);
      const plain = loops.get(kind)!;
      const fast = accelerated(code, plain);
      const draw = (): number =>
        random(2) === 0
          ? AWKWARD[random(AWKWARD.length)]
          : (random(2 ** 32) - 2 ** 31) * 2 ** (random(60) - 30);
      for (const length of [0, 1, WORTH_A_CALL - 1, WORTH_A_CALL, WORTH_A_CALL + 1, 1023]) {
        const make = (): InstanceType<typeof Kind> => {
          const array = new Kind(length + 1);
          for (let i = 0; i <= length; i++) array[i] = draw();
          return array.subarray(1);
        };
        const [left, right] = [make(), make()];
        const [expected, actual] = [new Kind(length), new Kind(length)];
        plain(expected, left, right, length);
        fast(actual, left, right, length);
        const alike = (array: ArrayLike<number>): boolean =>
          Array.from(array).every((element, i) => Object.is(element, expected[i]));
        t.true(alike(actual));
        const inPlace = left.slice();
        fast(inPlace, inPlace, right, length);
        t.true(alike(inPlace.subarray(0, length)));
        const same = right.slice();
        fast(same, left, same, length);
        t.true(alike(same.subarray(0, length)));
      }
    });

test("what is no three arrays of one kind is refused", (t) => {
  if (native === undefined) return t.pass();
  const binding = native;
  const four = new Float64Array(4);
  t.throws(() => binding.combine(1, four, four, four, 5), { instanceOf: RangeError });
  t.throws(() => binding.combine(1, four, four, new Float32Array(4), 4), { instanceOf: RangeError });
  t.throws(() => binding.combine(9, four, four, four, 4), { instanceOf: RangeError });
  t.throws(() => binding.combine(1, new Uint8Array(4), new Uint8Array(4), new Uint8Array(4), 4), {
    instanceOf: RangeError,
  });
});
