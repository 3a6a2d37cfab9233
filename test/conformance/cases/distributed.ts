import type { Communicator, TypedArray } from "ranks";
import { block, bsp, cyclic, distribute, gatherAll } from "ranks/bsp";
import type { ArrayOf, DistributedArray, Partitioning } from "ranks/bsp";
import { same } from "../../harness/expect.ts";
import { drawGrid } from "../../harness/partitionings.ts";
import type { Random } from "../../harness/random.ts";
import { arrayClasses } from "../../harness/samples.ts";

const ROUNDS = 5;
/** Each rank's in one superstep. */
const DEEDS = 4;

type Doubles = DistributedArray<Float64Array>;

/** What this rank's elements are where each is what `value` says of its global index. */
function part(array: Doubles, value: (global: number) => number): Float64Array {
  return array.local.map((_, i) => value(array.globalOf(i)));
}

export async function putsAndGetsByGlobalIndex(world: Communicator, random: Random): Promise<void> {
  const steps = bsp(world);
  for (let round = 0; round < ROUNDS; round++) {
    const [m, n] = [1 + random(9), 1 + random(40)];
    const array = distribute(steps, drawGrid(m, n, steps.size, random), Float64Array);
    const model = new Float64Array(m * n);
    await steps.sync();
    for (let step = 0; step < 3; step++) {
      const before = model.slice();
      const reads: (() => void)[] = [];
      // All ranks draw the same of all ranks, so that each knows what the others put.
      for (let rank = 0; rank < steps.size; rank++)
        for (let deed = 0; deed < DEEDS; deed++) {
          const stride = random(2) === 0 ? 1 : 1 + random(2 * n);
          const index = random(m * n);
          const count = random(Math.ceil((m * n - index) / stride) + 1);
          const values = Float64Array.from({ length: count }, (_, i) => 1000 * (step + 1) + 100 * rank + i);
          const what = random(4);
          if (what === 3) {
            if (rank === steps.rank) {
              const got = array.get({ index, stride, count });
              const expected = values.map((_, i) => before[index + i * stride]);
              reads.push(() => same(got.value, expected, `${count} from ${index} by ${stride}`));
            }
            continue;
          }
          if (rank === steps.rank) {
            if (what === 0) array.put(rank, { index });
            else array.put(what === 1 ? values : [...values], { index, stride });
          }
          if (what === 0) model[index] = rank;
          else values.forEach((value, i) => (model[index + i * stride] = value));
        }
      await steps.sync();
      for (const read of reads) read();
      same(
        array.local,
        part(array, (global) => model[global]),
        array.coarray.name,
      );
    }
    array.release();
  }
}

export async function elementsOfEveryKind(world: Communicator): Promise<void> {
  const steps = bsp(world);
  for (const Kind of arrayClasses.slice(0, 11)) {
    const big = Kind.name.startsWith("Big");
    const array: DistributedArray<TypedArray> = distribute(
      steps,
      cyclic(23, steps.size),
      Kind as ArrayOf<TypedArray>,
    );
    const pieces: DistributedArray<TypedArray> = distribute(
      steps,
      block(23, steps.size),
      Kind as ArrayOf<TypedArray>,
    );
    await steps.sync();
    const values = Array.from({ length: 23 }, (_, i) => (big ? BigInt(3 * i) : 3 * i));
    if (steps.rank === 0) array.put(values, { index: 0 });
    await steps.sync();
    array.redistribute(pieces);
    const all = gatherAll(array);
    await steps.sync();
    const again = gatherAll(pieces);
    await steps.sync();
    const expected = new Kind(23);
    expected.set(values as never);
    same(all.value, expected, Kind.name);
    same(again.value, expected, `${Kind.name}, redistributed`);
    array.release();
    pieces.release();
  }
}

export async function redistributeMovesEveryElement(world: Communicator, random: Random): Promise<void> {
  const steps = bsp(world);
  for (let round = 0; round < 2 * ROUNDS; round++) {
    // Some with no element, and with fewer than there are ranks.
    const [m, n] = [random(12), random(30)];
    const from = distribute(steps, drawGrid(m, n, steps.size, random), Float64Array);
    const to = distribute(steps, drawGrid(m, n, steps.size, random), Float64Array);
    await steps.sync();
    // Twice: the second time the way is known.
    for (const factor of [1, 2]) {
      from.local.set(part(from, (global) => factor * (global + 1)));
      from.redistribute(to);
      // It was copied.
      from.local.fill(-1);
      await steps.sync();
      same(
        to.local,
        part(to, (global) => factor * (global + 1)),
        `${from.coarray.name} to ${to.coarray.name}`,
      );
    }
    from.release();
    to.release();
  }
}

export async function redistributeMovesLargePieces(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const n = 10_000 * steps.size + 1;
  const pieces = distribute(steps, block(n, steps.size), Float64Array, { name: "pieces" });
  const dealt = distribute(steps, cyclic(n, steps.size), Float64Array, { name: "dealt" });
  const back = distribute(steps, block(n, steps.size), Float64Array, { name: "back" });
  await steps.sync();
  pieces.local.set(part(pieces, (global) => global));
  pieces.redistribute(dealt);
  await steps.sync();
  same(
    dealt.local,
    part(dealt, (global) => global),
    "dealt",
  );
  dealt.redistribute(back);
  const middle = dealt.get({ index: 5, count: n - 10 });
  await steps.sync();
  same(back.local, pieces.local, "back");
  same(
    middle.value,
    Float64Array.from({ length: n - 10 }, (_, i) => i + 5),
    "all but the ends",
  );
}

export async function aPartitioningOfAProgram(world: Communicator, random: Random): Promise<void> {
  const steps = bsp(world);
  const n = 200;
  const owners = Array.from({ length: n }, () => random(steps.size));
  const elements = Array.from({ length: steps.size }, (_, rank) =>
    owners.flatMap((owner, global) => (owner === rank ? [global] : [])),
  );
  const drawn: Partitioning = {
    name: "drawn",
    length: n,
    ranks: steps.size,
    owner: (global) => owners[global],
    localOf: (global) => elements[owners[global]].indexOf(global),
    globalOf: (rank, local) => elements[rank][local],
    lengthOn: (rank) => elements[rank].length,
    runAt: () => 1,
  };
  const array = distribute(steps, drawn, Int16Array);
  const pieces = distribute(steps, block(n, steps.size), Int16Array);
  await steps.sync();
  if (steps.rank === 0)
    array.put(
      Int16Array.from({ length: n }, (_, i) => i + 1),
      { index: 0 },
    );
  await steps.sync();
  array.redistribute(pieces);
  const all = gatherAll(array);
  await steps.sync();
  same(
    all.value,
    Int16Array.from({ length: n }, (_, i) => i + 1),
    "all",
  );
  same(
    pieces.local,
    pieces.local.map((_, i) => pieces.globalOf(i) + 1),
    "pieces",
  );
}
