import { band, bor, bxor, land, lor, lxor, max, maxloc, min, minloc, op, prod, sum } from "ranks";
import type { Communicator, Op, TypedArray } from "ranks";
import { check, fails, same } from "../../harness/expect.ts";
import { randomFrom } from "../../harness/random.ts";
import type { Random } from "../../harness/random.ts";
import { arrayClasses } from "../../harness/samples.ts";

type Combine = (left: number, right: number) => number;

/** What the operations do to two numbers, said once more in the plainest way. */
const numeric: Readonly<Record<string, readonly [Op<number> & Op<bigint>, Combine]>> = {
  sum: [sum, (a, b) => a + b],
  prod: [prod, (a, b) => a * b],
  min: [min, (a, b) => (b < a ? b : a)],
  max: [max, (a, b) => (b > a ? b : a)],
  land: [land, (a, b) => Number(a !== 0 && b !== 0)],
  lor: [lor, (a, b) => Number(a !== 0 || b !== 0)],
  lxor: [lxor, (a, b) => Number((a !== 0) !== (b !== 0))],
  band: [band, (a, b) => Number(BigInt(a) & BigInt(b))],
  bor: [bor, (a, b) => Number(BigInt(a) | BigInt(b))],
  bxor: [bxor, (a, b) => Number(BigInt(a) ^ BigInt(b))],
};

const bitwise = new Set(["band", "bor", "bxor"]);

function ranksOf({ size }: Communicator): number[] {
  return Array.from({ length: size }, (_, rank) => rank);
}

function fold<T>(values: readonly T[], combine: (left: T, right: T) => T): T {
  return values.reduce((left, right) => combine(left, right));
}

/** Small whole numbers, so that every kind of array holds every intermediate result but products, which are of 1 and 2. */
function operand(rank: number, i: number, name: string): number {
  if (name === "prod") return 1 + ((rank + i) % 2);
  return (rank * 5 + i * 3 + ((rank * i) % 4)) % 8;
}

function arrayOf(
  Class: (typeof arrayClasses)[number],
  length: number,
  element: (i: number) => number,
): TypedArray {
  const array = new Class(length);
  const big = array instanceof BigInt64Array || array instanceof BigUint64Array;
  for (let i = 0; i < length; i++) array[i] = big ? BigInt(element(i)) : element(i);
  return array;
}

function isFloat(Class: { readonly name: string }): boolean {
  return Class.name.startsWith("Float");
}

export async function everyOperationOnEveryKind(world: Communicator): Promise<void> {
  const { rank } = world;
  for (const [name, [operation, combine]] of Object.entries(numeric))
    for (const Class of arrayClasses) {
      if (bitwise.has(name) && isFloat(Class)) continue;
      for (const length of [0, 1, 9]) {
        const mine = (each: number): TypedArray => arrayOf(Class, length, (i) => operand(each, i, name));
        const expected = arrayOf(Class, length, (i) =>
          fold(
            ranksOf(world).map((each) => operand(each, i, name)),
            combine,
          ),
        );
        const what = `${name} of ${length} in a ${Class.name}`;
        // With one rank nothing is combined: the answer is the operand.
        const answer = world.size === 1 ? mine(0) : expected;
        const value = mine(rank);
        same(await world.allreduce(value, operation), answer, what);
        same(value, mine(rank), `the operand of ${what}`);
      }
    }
}

export async function everyOperationOnNumbersAndBigints(world: Communicator): Promise<void> {
  for (const [name, [operation, combine]] of Object.entries(numeric)) {
    const operands = ranksOf(world).map((each) => operand(each, 2, name));
    const expected = fold(operands, combine);
    same(await world.allreduce(operands[world.rank], operation), expected, name);
    same(
      await world.allreduce(BigInt(operands[world.rank]), operation),
      BigInt(expected),
      `${name} of bigints`,
    );
  }
  for (const [operation, combine] of [
    [land, (a: boolean, b: boolean) => a && b],
    [lor, (a: boolean, b: boolean) => a || b],
    [lxor, (a: boolean, b: boolean) => a !== b],
  ] as const)
    for (let pattern = 0; pattern < 4; pattern++) {
      const operands = ranksOf(world).map((each) => ((each + 1) & (1 << (pattern % 3))) !== 0);
      same(await world.allreduce(operands[world.rank], operation), fold(operands, combine), "booleans");
    }
}

/** The arithmetic is that of the array's kind after every step. */
export async function arithmeticWrapsAsTheArrayDoes(world: Communicator): Promise<void> {
  const { size } = world;
  same(await world.allreduce(Int8Array.of(100), sum), Int8Array.of(100 * size), "Int8Array");
  same(
    await world.allreduce(Uint32Array.of(2 ** 31 + 1), sum),
    Uint32Array.of((2 ** 31 + 1) * size),
    "Uint32Array",
  );
  same(
    await world.allreduce(BigInt64Array.of(2n ** 62n), sum),
    BigInt64Array.of(2n ** 62n * BigInt(size)),
    "BigInt64Array",
  );
  same(
    await world.allreduce(Uint8ClampedArray.of(200), sum),
    Uint8ClampedArray.of(200 * size),
    "Uint8ClampedArray",
  );
  const product = Int32Array.of(1_000_003);
  let expected = 1_000_003;
  for (let i = 1; i < size; i++) expected = Math.imul(expected, 1_000_003);
  same(await world.allreduce(product, prod), Int32Array.of(expected), "Int32Array product");
}

export async function minAndMaxFollowMath(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const last = rank === size - 1;
  same(await world.allreduce(last ? NaN : rank, min), NaN, "NaN is least");
  same(await world.allreduce(last ? NaN : rank, max), NaN, "NaN is greatest");
  // NaN has many bit patterns.
  const [inArray] = await world.allreduce(Float64Array.of(last ? NaN : 1), max);
  same(inArray, NaN, "NaN in an array");
  if (size === 1) return;
  same(await world.allreduce(last ? -0 : 0, min), -0, "-0 is less than 0");
  same(await world.allreduce(last ? 0 : -0, max), 0, "0 is more than -0");
  same(await world.allreduce(Float64Array.of(last ? -0 : 0), min), Float64Array.of(-0), "-0 in an array");
}

export async function minlocAndMaxlocFindTheFirst(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const value = (rank * 3) % 4;
  const values = ranksOf(world).map((each) => (each * 3) % 4);
  const least = Math.min(...values);
  const greatest = Math.max(...values);
  same(
    await world.allreduce({ value, index: rank }, minloc),
    { value: least, index: values.indexOf(least) },
    "minloc",
  );
  same(
    await world.allreduce({ value, index: rank }, maxloc),
    { value: greatest, index: values.indexOf(greatest) },
    "maxloc",
  );
  const backwards = { value: 7n, index: size - rank };
  same(await world.allreduce(backwards, maxloc), { value: 7n, index: 1 }, "equal bigints");
}

/** Rows and columns tell the order: this product does not commute, and its bits do not depend on grouping. */
type Matrix = readonly [bigint, bigint, bigint, bigint];
const times = op<Matrix>(
  ([a, b, c, d], [e, f, g, h]) =>
    [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h].map((x) => x % 1_000_007n) as never,
);
function matrix(rank: number): Matrix {
  return [BigInt(rank + 2), 1n, BigInt(2 * rank + 1), 1n];
}

const concatenation = op<string>((left, right) => left + right);
function word(rank: number, i = 0): string {
  return String.fromCharCode(97 + rank) + String(i);
}

export async function userOperationsKeepRankOrder(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const ranks = ranksOf(world);
  const whole = ranks.map((each) => word(each)).join("");
  same(await world.allreduce(word(rank), concatenation), whole, "allreduce");
  same(
    await world.allreduce(matrix(rank), times),
    ranks.map(matrix).reduce((left, right) => times.scalar(left, right)),
    "matrices",
  );
  for (const root of ranks)
    same(
      await world.reduce(word(rank), concatenation, { root }),
      rank === root ? whole : undefined,
      `reduce to ${root}`,
    );
  same(
    await world.scan(word(rank), concatenation),
    ranks
      .slice(0, rank + 1)
      .map((each) => word(each))
      .join(""),
    "scan",
  );
  const before = ranks
    .slice(0, rank)
    .map((each) => word(each))
    .join("");
  same(await world.exscan(word(rank), concatenation), rank === 0 ? undefined : before, "exscan");
  const free = op<string>((left, right) => (left < right ? left : right), { commutative: true });
  same(await world.allreduce(word(size - rank), free), word(1), "one that commutes");
}

/** On arrays a user's operation gets a pair of elements; this one is associative and does not commute. */
const leftmost = op<number>((left, right) => (left === 0 ? right : left));

export async function userOperationsOnArrays(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const value = (each: number, i: number): number => ((each + i) % 3 === 0 ? 10 * each + (i % 7) + 1 : 0);
  for (const length of [1, 40, 3000, 5001]) {
    const array = (each: number): Float64Array => Float64Array.from({ length }, (_, i) => value(each, i));
    const first = (from: number, to: number): Float64Array =>
      Float64Array.from(
        { length },
        (_, i) =>
          ranksOf(world)
            .slice(from, to)
            .map((each) => value(each, i))
            .find((x) => x !== 0) ?? 0,
      );
    same(await world.allreduce(array(rank), leftmost), first(0, size), `allreduce of ${length}`);
    const root = length % size;
    same(
      await world.reduce(array(rank), leftmost, { root }),
      rank === root ? first(0, size) : undefined,
      `reduce of ${length}`,
    );
    same(await world.scan(array(rank), leftmost), first(0, rank + 1), `scan of ${length}`);
    same(
      await world.exscan(array(rank), leftmost),
      rank === 0 ? undefined : first(0, rank),
      `exscan of ${length}`,
    );
    const counts = ranksOf(world).map(
      (each) => Math.floor((length * (each + 1)) / size) - Math.floor((length * each) / size),
    );
    const start = Math.floor((length * rank) / size);
    same(
      await world.reduceScatter(array(rank), leftmost, { counts }),
      first(0, size).slice(start, start + counts[rank]),
      `reduceScatter of ${length}`,
    );
  }
}

/** From a few bytes to more than any algorithm's threshold. */
const LENGTHS = [0, 1, 2, 7, 1023, 2048, 2049, 9000];

function halves(rank: number, length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => (rank + 1) * 0.5 + (i % 100));
}

function sums(ranks: readonly number[], length: number): Float64Array {
  const answer = new Float64Array(length);
  for (const rank of ranks) halves(rank, length).forEach((x, i) => (answer[i] += x));
  return answer;
}

export async function reductionsOfEveryLength(world: Communicator, random: Random): Promise<void> {
  const { rank, size } = world;
  const ranks = ranksOf(world);
  for (const length of LENGTHS) {
    const mine = halves(rank, length);
    const root = random(size);
    same(await world.allreduce(mine, sum), sums(ranks, length), `allreduce of ${length}`);
    same(
      await world.reduce(mine, sum, { root }),
      rank === root ? sums(ranks, length) : undefined,
      `reduce of ${length} to ${root}`,
    );
    same(await world.scan(mine, sum), sums(ranks.slice(0, rank + 1), length), `scan of ${length}`);
    same(
      await world.exscan(mine, sum),
      rank === 0 ? undefined : sums(ranks.slice(0, rank), length),
      `exscan of ${length}`,
    );
    const whole = halves(rank, length * size);
    same(
      await world.reduceScatter(whole, sum),
      sums(ranks, length * size).slice(rank * length, (rank + 1) * length),
      `reduceScatter of ${length}`,
    );
    same(mine, halves(rank, length), "the operand");
    same(whole, halves(rank, length * size), "the operand of reduceScatter");
  }
}

export async function reductionsIntoAnArray(world: Communicator, random: Random): Promise<void> {
  const { rank, size } = world;
  const ranks = ranksOf(world);
  for (const length of LENGTHS.filter((each) => each !== 9000)) {
    const into = (): Float64Array => new Float64Array(length + 1).fill(-1);
    const expected = (answer: Float64Array): Float64Array => Float64Array.of(...answer, -1);
    const mine = halves(rank, length);

    let target = into();
    check((await world.allreduce(mine, sum, { into: target })) === target, "allreduce gives `into`");
    same(target, expected(sums(ranks, length)), `allreduce of ${length}`);

    const root = random(size);
    target = into();
    const reduced = await world.reduce(mine, sum, { root, into: target });
    check(reduced === (rank === root ? target : undefined), "reduce gives `into` on the root");
    same(target, rank === root ? expected(sums(ranks, length)) : into(), `reduce of ${length}`);

    target = into();
    check((await world.scan(mine, sum, { into: target })) === target, "scan gives `into`");
    same(target, expected(sums(ranks.slice(0, rank + 1), length)), `scan of ${length}`);

    target = into();
    await world.exscan(mine, sum, { into: target });
    same(target, rank === 0 ? into() : expected(sums(ranks.slice(0, rank), length)), `exscan of ${length}`);

    target = into();
    check(
      (await world.reduceScatter(halves(rank, length * size), sum, { into: target })) === target,
      "reduceScatter gives `into`",
    );
    same(
      target,
      expected(sums(ranks, length * size).slice(rank * length, (rank + 1) * length)),
      `reduceScatter of ${length}`,
    );
    same(mine, halves(rank, length), "the operand");
  }
}

export async function reductionsInPlace(world: Communicator, random: Random): Promise<void> {
  const { rank, size } = world;
  const ranks = ranksOf(world);
  for (const length of LENGTHS) {
    const fresh = (): Float64Array => halves(rank, length);
    let place = fresh();
    check((await world.allreduce(place, sum, { into: place })) === place, "the same array");
    same(place, sums(ranks, length), `allreduce of ${length}`);

    const root = random(size);
    place = fresh();
    await world.reduce(place, sum, { root, into: place });
    same(place, rank === root ? sums(ranks, length) : fresh(), `reduce of ${length}`);

    place = fresh();
    await world.scan(place, sum, { into: place });
    same(place, sums(ranks.slice(0, rank + 1), length), `scan of ${length}`);

    place = fresh();
    await world.exscan(place, sum, { into: place });
    same(place, rank === 0 ? fresh() : sums(ranks.slice(0, rank), length), `exscan of ${length}`);

    const whole = halves(rank, length * size);
    await world.reduceScatter(whole, sum, { into: whole });
    same(
      whole.slice(0, length),
      sums(ranks, length * size).slice(rank * length, (rank + 1) * length),
      `reduceScatter of ${length}`,
    );
  }
}

/** The operand and `into` are parts of one array, and share all but some elements. */
export async function reductionsIntoAnOverlappingPart(world: Communicator, random: Random): Promise<void> {
  const { rank, size } = world;
  const ranks = ranksOf(world);
  for (const length of [1, 3, 100, 5000, 70_000]) {
    const distance = 1 + random(Math.min(length, 3));
    for (const [from, to] of [
      [0, distance],
      [distance, 0],
    ]) {
      const parts = (): { mine: Float64Array; into: Float64Array } => {
        const whole = new Float64Array(length + distance);
        whole.set(halves(rank, length), from);
        return { mine: whole.subarray(from, from + length), into: whole.subarray(to, to + length) };
      };
      const root = random(size);
      let { mine, into } = parts();
      same(await world.allreduce(mine, sum, { into }), sums(ranks, length), `allreduce of ${length}`);
      ({ mine, into } = parts());
      await world.reduce(mine, sum, { root, into });
      if (rank === root) same(into, sums(ranks, length), `reduce of ${length}`);
      ({ mine, into } = parts());
      same(
        await world.scan(mine, sum, { into }),
        sums(ranks.slice(0, rank + 1), length),
        `scan of ${length}`,
      );
      ({ mine, into } = parts());
      await world.exscan(mine, sum, { into });
      if (rank > 0) same(into, sums(ranks.slice(0, rank), length), `exscan of ${length}`);
    }
  }
}

/** Sums of doubles round: every rank must still get the same bits, however the messages came. */
export async function everyRankGetsTheSameBits(world: Communicator, random: Random): Promise<void> {
  const seed = random(1 << 30);
  for (const length of [1, 3000]) {
    const mine = randomFrom(seed + world.rank);
    const array = Float64Array.from({ length }, () => (mine(1 << 30) - (1 << 29)) * 10 ** (mine(30) - 15));
    const answer = await world.allreduce(array, sum);
    const all = await world.allgather(answer);
    for (const each of all) same(each, answer, "sum");
    same(await world.allreduce(array, sum), answer, "once more");
  }
}

export async function reduceScatterWithCounts(world: Communicator): Promise<void> {
  const { rank } = world;
  const counts = ranksOf(world).map((each) => (each * 2 + 1) % 4);
  const length = counts.reduce((total, count) => total + count, 0);
  const start = counts.slice(0, rank).reduce((total, count) => total + count, 0);
  const expected = sums(ranksOf(world), length).slice(start, start + counts[rank]);
  same(await world.reduceScatter(halves(rank, length), sum, { counts }), expected, "counts");
}

export async function reductionsRefuseWrongArguments(world: Communicator): Promise<void> {
  const { rank, size } = world;
  await fails(world.allreduce(1, undefined as never), "ERR_RANKS_USAGE");
  await fails(world.allreduce(1, ((a: number, b: number) => a + b) as never), "ERR_RANKS_USAGE", /op\(/);
  await fails(world.allreduce("text" as never, sum as never), "ERR_RANKS_USAGE", /sum/);
  await fails(world.allreduce([1, 2] as never, sum as never), "ERR_RANKS_USAGE");
  await fails(world.allreduce(Float64Array.of(1), band), "ERR_RANKS_USAGE", /band/);
  await fails(world.allreduce(1.5, bor), "ERR_RANKS_USAGE", /bor/);
  await fails(world.allreduce(true as never, sum as never), "ERR_RANKS_USAGE");
  await fails(world.allreduce(3 as never, minloc as never), "ERR_RANKS_USAGE", /minloc/);
  await fails(world.reduce(1, sum, { root: size }), "ERR_RANKS_RANK", /root/);
  await fails(
    world.allreduce(new Float64Array(3), sum, { into: new Float64Array(2) }),
    "ERR_RANKS_TRUNCATED",
  );
  await fails(
    world.allreduce(new Float64Array(3), sum, { into: new Float32Array(3) as never }),
    "ERR_RANKS_MISMATCH",
  );
  await fails(
    world.reduceScatter(new Float64Array(size), sum, { counts: new Array<number>(size + 1).fill(1) }),
    "ERR_RANKS_USAGE",
  );
  await fails(
    world.reduceScatter(new Float64Array(size + 1), sum, { counts: new Array<number>(size).fill(1) }),
    "ERR_RANKS_USAGE",
  );
  if (size > 1) await fails(world.reduceScatter(new Float64Array(size + 1), sum), "ERR_RANKS_USAGE");
  await fails(world.reduceScatter([1] as never, sum as never), "ERR_RANKS_USAGE");
  // Different ranks may make different mistakes: none has used up a number.
  for (let i = 0; i < rank; i++) await fails(world.scan("x" as never, sum as never), "ERR_RANKS_USAGE");
  same(await world.allreduce(1, sum), size, "afterwards");
}

export async function aUserOperationThatThrowsFailsTheRequest(world: Communicator): Promise<void> {
  if (world.size !== 2) return;
  const broken = op<number>(() => {
    throw new RangeError("cannot combine");
  });
  const comm = await world.dup();
  const error: unknown = await Promise.resolve(comm.allreduce(1, broken)).catch((reason: unknown) => reason);
  check(error instanceof RangeError, "the operation's own error");
}
