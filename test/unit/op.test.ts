import test from "ava";
import {
  band,
  bor,
  bxor,
  land,
  lor,
  lxor,
  max,
  maxloc,
  min,
  minloc,
  prod,
  sum,
} from "#dist/collectives/reductions.js";
import { op } from "#dist/collectives/op.js";
import type { Op } from "#dist/collectives/op.js";
import { reduceInto } from "./reduce-into.ts";

const INTEGER_ARRAYS = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
];
const NUMBER_ARRAYS = [...INTEGER_ARRAYS, Float32Array, Float64Array];
const BIGINT_ARRAYS = [BigInt64Array, BigUint64Array];
const everyOp: Op[] = [sum, prod, min, max, land, lor, lxor, band, bor, bxor, minloc, maxloc];

test("codes are the places in the table that messages name", (t) => {
  t.deepEqual(
    everyOp.map(({ name, code }) => [code, name]),
    ["sum", "prod", "min", "max", "land", "lor", "lxor", "band", "bor", "bxor", "minloc", "maxloc"].map(
      (name, i) => [i + 1, name],
    ),
  );
  t.is(op((a: number, b: number) => a + b).code, 13);
});

const reference: [Op, (left: number, right: number) => number][] = [
  [sum, (a, b) => a + b],
  // Of two words of 32 bits a double cannot hold the product.
  [prod, (a, b) => (Math.abs(a * b) > 2 ** 53 ? Number(BigInt.asIntN(32, BigInt(a) * BigInt(b))) : a * b)],
  [min, Math.min],
  [max, Math.max],
  [land, (a, b) => Number(a !== 0 && b !== 0)],
  [lor, (a, b) => Number(a !== 0 || b !== 0)],
  [lxor, (a, b) => Number((a !== 0) !== (b !== 0))],
  [band, (a, b) => a & b],
  [bor, (a, b) => a | b],
  [bxor, (a, b) => a ^ b],
];

test("arrays of every kind are combined in the arithmetic of the kind", (t) => {
  const left = [0, 1, 2, 3, 100, 200, -1, -128, 0, 127];
  const right = [0, 0, 5, 7, 100, 100, -1, -1, 9, 2];
  for (const [operation, combine] of reference) {
    for (const Kind of NUMBER_ARRAYS) {
      if (operation.name.startsWith("b") && (Kind === Float32Array || Kind === Float64Array)) continue;
      const a = Kind.from(left);
      const b = Kind.from(right);
      const expected = Kind.from(Array.from(a, (value, i) => combine(value, b[i])));
      t.deepEqual(reduceInto(operation, a, b), expected, `${operation.name} of ${Kind.name}`);
      t.deepEqual([...a], [...Kind.from(left)]);
    }
    for (const Kind of BIGINT_ARRAYS) {
      const a = Kind.from(left.map(BigInt));
      const b = Kind.from(right.map(BigInt));
      const wide = (i: number): bigint => {
        const [x, y] = [a[i], b[i]];
        if (operation === sum) return x + y;
        if (operation === prod) return x * y;
        if (operation === band) return x & y;
        if (operation === bor) return x | y;
        if (operation === bxor) return x ^ y;
        if (operation === min) return x < y ? x : y;
        if (operation === max) return x > y ? x : y;
        return BigInt(combine(Number(x), Number(y)));
      };
      const expected = Kind.from(Array.from(a, (_, i) => wide(i)));
      t.deepEqual(reduceInto(operation, a, b), expected, `${operation.name} of ${Kind.name}`);
    }
  }
});

test("integers wrap, clamped ones clamp, floats round", (t) => {
  t.deepEqual(reduceInto(sum, Int32Array.of(2147483647), Int32Array.of(1)), Int32Array.of(-2147483648));
  t.deepEqual(reduceInto(prod, Int32Array.of(123456789), Int32Array.of(987654321)), Int32Array.of(-67153019));
  t.deepEqual(
    reduceInto(prod, Uint32Array.of(123456789), Uint32Array.of(987654321)),
    Uint32Array.of(4227814277),
  );
  t.deepEqual(reduceInto(sum, Uint8Array.of(200), Uint8Array.of(100)), Uint8Array.of(44));
  t.deepEqual(
    reduceInto(sum, Uint8ClampedArray.of(200), Uint8ClampedArray.of(100)),
    Uint8ClampedArray.of(255),
  );
  t.deepEqual(reduceInto(sum, Float32Array.of(16777216), Float32Array.of(1)), Float32Array.of(16777216));
  t.deepEqual(
    reduceInto(sum, BigInt64Array.of(2n ** 63n - 1n), BigInt64Array.of(1n)),
    BigInt64Array.of(-(2n ** 63n)),
  );
  t.deepEqual(
    reduceInto(prod, BigUint64Array.of(2n ** 63n), BigUint64Array.of(3n)),
    BigUint64Array.of(2n ** 63n),
  );
  t.deepEqual(reduceInto(bor, Uint32Array.of(0x80000000), Uint32Array.of(1)), Uint32Array.of(0x80000001));
});

const Float16 = (globalThis as { Float16Array?: { of(...elements: number[]): Uint16Array } }).Float16Array;

test("Float16Array, where the platform has it, rounds and has no bits to combine", (t) => {
  t.is(Float16 === undefined, Number(process.versions.node.split(".")[0]) < 24);
  if (Float16 === undefined) return;
  t.deepEqual(reduceInto(sum, Float16.of(2048, 0.5), Float16.of(1, 0.25)), Float16.of(2048, 0.75));
  t.throws(() => reduceInto(band, Float16.of(1), Float16.of(1)), { code: "ERR_RANKS_USAGE" });
});

test("min and max follow Math.min and Math.max", (t) => {
  for (const Kind of [Float32Array, Float64Array]) {
    const left = Kind.of(NaN, 1, 0, -0, -Infinity);
    const right = Kind.of(1, NaN, -0, 0, Infinity);
    // As plain arrays: a NaN has more than one bit pattern.
    t.deepEqual([...reduceInto(min, left, right)], [NaN, NaN, -0, -0, -Infinity]);
    t.deepEqual([...reduceInto(max, left, right)], [NaN, NaN, 0, 0, Infinity]);
  }
  t.is(reduceInto(min, 0, -0), -0);
  t.is(reduceInto(max, 1, NaN), NaN);
});

test("numbers, bigints and booleans", (t) => {
  t.is(reduceInto(sum, 1.5, 2), 3.5);
  t.is(reduceInto(prod, 2n ** 70n, 3n), 3n * 2n ** 70n);
  t.is(reduceInto(max, 3n, 5n), 5n);
  t.is(reduceInto(land, 2, 3), 1);
  t.is(reduceInto(land, true, false), false);
  t.is(reduceInto(lor, 0n, 7n), 1n);
  t.is(reduceInto(lor, false, true), true);
  t.is(reduceInto(lxor, 4, 9), 0);
  t.is(reduceInto(lxor, true, false), true);
  t.is(reduceInto(band, 12, 10), 8);
  t.is(reduceInto(bxor, -1n, 10n), -11n);
});

test("minloc and maxloc give the lowest index of equal values", (t) => {
  const at = (value: number, index: number) => ({ value, index });
  t.deepEqual(reduceInto(minloc, at(2, 0), at(1, 7)), at(1, 7));
  t.deepEqual(reduceInto(minloc, at(1, 7), at(1, 3)), at(1, 3));
  t.deepEqual(reduceInto(maxloc, at(1, 2), at(1, 3)), at(1, 2));
  t.deepEqual(reduceInto(maxloc, at(1, 2), at(NaN, 3)), at(NaN, 3));
  t.deepEqual(reduceInto(maxloc, at(NaN, 4), at(NaN, 3)), at(NaN, 3));
  t.deepEqual(reduceInto(minloc, at(0, 1), at(-0, 2)), at(-0, 2));
  t.deepEqual(reduceInto(maxloc, { value: 5n, index: 9 }, { value: 5n, index: 1 }), { value: 5n, index: 1 });
});

test("a user operation gets pairs of elements, or whole values", (t) => {
  const pairs: unknown[] = [];
  const take = op((left: number, right: number) => (pairs.push([left, right]), left - right));
  t.deepEqual(reduceInto(take, Int16Array.of(5, 7), Int16Array.of(1, 2)), Int16Array.of(4, 5));
  t.deepEqual(pairs, [
    [5, 1],
    [7, 2],
  ]);
  t.false(take.commutative);
  t.true(op(Math.max, { commutative: true }).commutative);
  const join = op((left: number[], right: number[]) => [...left, ...right]);
  t.deepEqual(reduceInto(join, [1], [2, 3]), [1, 2, 3]);
});

test("a Buffer works as bytes and stays a Buffer; the answer is fresh or `into`", (t) => {
  const left = Buffer.from([250, 1]);
  const answer = reduceInto(sum, left, Buffer.from([10, 1]));
  t.true(Buffer.isBuffer(answer));
  t.deepEqual([...answer], [4, 2]);
  t.deepEqual([...left], [250, 1]);

  const a = Float64Array.of(1, 2);
  t.is(reduceInto(sum, a, Float64Array.of(10, 20), a), a);
  t.deepEqual(a, Float64Array.of(11, 22));
  const longer = new Float64Array(3).fill(7);
  t.is(reduceInto(sum, a, a, longer), longer);
  t.deepEqual(longer, Float64Array.of(22, 44, 7));
});

test("what does not go together is refused with both names", (t) => {
  const refuse = (
    code: string,
    message: RegExp,
    left: unknown,
    right: unknown,
    operation: Op = sum,
    into?: unknown,
  ) => t.throws(() => reduceInto(operation, left, right, into), { code, message });
  refuse(
    "ERR_RANKS_MISMATCH",
    /Float64Array of 2 with a Float64Array of 3/,
    new Float64Array(2),
    new Float64Array(3),
  );
  refuse(
    "ERR_RANKS_MISMATCH",
    /Float64Array of 2 with an Int32Array of 2/,
    new Float64Array(2),
    new Int32Array(2),
  );
  refuse("ERR_RANKS_MISMATCH", /number with a bigint/, 1, 2n);
  refuse("ERR_RANKS_MISMATCH", /Float64Array of 2 with a number/, new Float64Array(2), 2);
  refuse("ERR_RANKS_MISMATCH", /number with a Float64Array/, 1, new Float64Array(2), op(Math.max));
  refuse(
    "ERR_RANKS_USAGE",
    /band cannot combine a Float64Array/,
    new Float64Array(2),
    new Float64Array(2),
    band,
  );
  refuse("ERR_RANKS_USAGE", /32 bits/, 0.5, 1, bor);
  refuse("ERR_RANKS_USAGE", /32 bits/, 2 ** 31, 1, bor);
  refuse("ERR_RANKS_USAGE", /sum cannot combine a string/, "a", "b");
  refuse("ERR_RANKS_USAGE", /sum cannot combine a plain array/, [1], [2]);
  refuse("ERR_RANKS_USAGE", /sum cannot combine a boolean/, true, true);
  refuse("ERR_RANKS_USAGE", /sum cannot combine an ArrayBuffer/, new ArrayBuffer(2), new ArrayBuffer(2));
  refuse("ERR_RANKS_USAGE", /sum cannot combine undefined/, undefined, 2);
  refuse(
    "ERR_RANKS_USAGE",
    /minloc cannot combine a Float64Array/,
    new Float64Array(2),
    new Float64Array(2),
    minloc,
  );
  refuse("ERR_RANKS_USAGE", /maxloc cannot combine null/, null, null, maxloc);
  refuse("ERR_RANKS_USAGE", /function/, 1, 2, ((a: number) => a) as never);
  refuse("ERR_RANKS_TRUNCATED", /room for 1/, new Int8Array(2), new Int8Array(2), sum, new Int8Array(1));
  refuse(
    "ERR_RANKS_MISMATCH",
    /Int8Array.*Uint8Array/,
    new Int8Array(2),
    new Int8Array(2),
    sum,
    new Uint8Array(2),
  );
  t.throws(() => op(undefined as never), { code: "ERR_RANKS_USAGE" });
});
