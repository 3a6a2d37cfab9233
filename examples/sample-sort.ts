// Sorting numbers that are spread over all ranks: afterwards each rank holds one range of them, in order.
//
// Every rank sorts its own numbers and offers a few as a sample. The samples of all ranks, sorted, tell where to cut the
// whole range into nearly equal parts. Then everybody sends every rank the part that belongs there.
//
//   npx ranks run -n 4 examples/sample-sort.ts
import assert from "node:assert";
import { max, spmd, sum } from "ranks";

const NUMBERS_PER_RANK = 100_000;
/** More samples make the parts more equal. */
const SAMPLES_PER_RANK = 64;

await spmd(async (world) => {
  const { rank, size } = world;
  const numbers = randomNumbers(NUMBERS_PER_RANK, rank).sort();

  // With a typed `into`, allgather lays the pieces of all ranks side by side.
  const step = NUMBERS_PER_RANK / SAMPLES_PER_RANK;
  const sample = Float64Array.from(
    { length: SAMPLES_PER_RANK },
    (_, i) => numbers[Math.floor((i + 0.5) * step)],
  );
  const samples = await world.allgather(sample, { into: new Float64Array(SAMPLES_PER_RANK * size) });
  samples.sort();

  // Where rank d's part begins: at the first number that is not below its splitter.
  const begin = Array.from({ length: size }, (_, d) =>
    d === 0 ? 0 : lowerBound(numbers, samples[d * SAMPLES_PER_RANK]),
  );
  const sendCounts = begin.map((from, d) => (d + 1 < size ? begin[d + 1] : numbers.length) - from);

  // First the counts, one for each rank, so that everybody knows how much comes from whom; then the numbers.
  const counts = await world.alltoall(sendCounts);
  const part = new Float64Array(counts.reduce((total, count) => total + count, 0));
  await world.alltoall(numbers, { sendCounts, counts, into: part });
  part.sort();

  // Nothing got lost, and no part begins below the end of the parts before it. The numbers are whole: their sum is exact.
  const total = (array: Float64Array): number => array.reduce((a, b) => a + b, 0);
  const before = await world.allreduce(Float64Array.of(numbers.length, total(numbers)), sum);
  const after = await world.allreduce(Float64Array.of(part.length, total(part)), sum);
  assert.deepEqual(after, before);
  const endOfOthers = await world.exscan(part.at(-1) ?? -Infinity, max);
  assert(endOfOthers === undefined || part.length === 0 || endOfOthers <= part[0], "the parts overlap");

  const largest = await world.allreduce(part.length, max);
  if (rank === 0) {
    const excess = ((100 * largest) / NUMBERS_PER_RANK - 100).toFixed(1);
    console.log(`sorted ${before[0]} numbers; the largest part is ${excess} % above the mean`);
  }
});

/** The same numbers in every run, others on every rank: whole, from 0 to 2^32 - 1 (the generator is xorshift32). */
function randomNumbers(count: number, rank: number): Float64Array {
  let state = 2463534242 + 7919 * rank;
  return new Float64Array(count).map(() => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  });
}

/** The index of the first number that is not below `value`. */
function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
