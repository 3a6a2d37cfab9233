// The discrete Fourier transform of n numbers, in one superstep of communication, against its definition.
//
// The numbers x[j] are taken for a matrix of n1 rows and n2 columns, j = j1 n2 + j2, and their transform y[k] with
// k = k1 + n1 k2. Then (Bailey's four steps, 1990; Inda and Bisseling, 2001, do the same with one superstep more):
//
//   1. transform each column: n1 numbers that one rank has, since columns are dealt out;
//   2. turn number (k1, j2) by the angle -2 pi k1 j2 / n;
//   3. deal out rows instead of columns: the one redistribution;
//   4. transform each row: n2 numbers that one rank has. Number (k1, k2) is y[k1 + n1 k2].
//
// Cost: 5 n log2(n) / p flops + 2 (n / p) g + l, on as many ranks as there are rows and columns for.
//
//   npx ranks run -n 4 examples/bsp-fft.ts --cost
import assert from "node:assert";
import { max, spmd } from "ranks";
import { block, bsp, cyclic, distribute, grid } from "ranks/bsp";
import { costOptions } from "./support/cost.ts";

const N1 = 32;
const N2 = 64;
const N = N1 * N2;

const real = (j: number): number => ((j * 7919) % 1009) / 1009 - 0.5;
const imaginary = (j: number): number => ((j * 104_729) % 997) / 997 - 0.5;

const costs = costOptions();

await spmd(async (world) => {
  const steps = bsp(world, costs.options);
  const byColumn = grid(block(N1, 1), cyclic(N2, world.size));
  const byRow = grid(block(N1, world.size), block(N2, 1));
  // Real and imaginary parts in arrays of their own: both go in the same superstep.
  const columns = ["re", "im"].map((name) => distribute(steps, byColumn, Float64Array, { name }));
  const rows = ["re", "im"].map((name) => distribute(steps, byRow, Float64Array, { name }));
  await steps.sync();

  const [re, im] = columns.map(({ local }) => local);
  for (let at = 0; at < re.length; at++) {
    const j = columns[0].globalOf(at);
    [re[at], im[at]] = [real(j), imaginary(j)];
  }

  // 1 and 2. My columns stand side by side, so that the numbers of one are `width` apart.
  const width = columns[0].shape[1];
  for (let column = 0; column < width; column++) {
    transform(re, im, column, width, N1);
    const j2 = columns[0].globalOf(column);
    for (let k1 = 0; k1 < N1; k1++) turn(re, im, k1 * width + column, (-2 * Math.PI * k1 * j2) / N);
  }

  columns.forEach((part, i) => part.redistribute(rows[i])); // 3.
  await steps.sync();

  // 4.
  const [yRe, yIm] = rows.map(({ local }) => local);
  for (let row = 0; row < rows[0].shape[0]; row++) transform(yRe, yIm, row * N2, 1, N2);

  await costs.print(steps);

  let worst = 0;
  for (let at = 0; at < yRe.length; at++) {
    const global = rows[0].globalOf(at);
    const expected = definition(Math.floor(global / N2) + N1 * (global % N2));
    worst = Math.max(worst, Math.hypot(yRe[at] - expected.re, yIm[at] - expected.im));
  }
  const error = await world.allreduce(worst, max);
  assert(error < 1e-10, `off by ${error}`);
  if (world.rank === 0) console.log(`${N} numbers transformed: off by at most ${error.toExponential(1)}`);
});

/** Multiplies a complex number by e^(i angle). */
function turn(re: Float64Array, im: Float64Array, at: number, angle: number): void {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  [re[at], im[at]] = [re[at] * cos - im[at] * sin, re[at] * sin + im[at] * cos];
}

/** The transform of n numbers, a power of two, that stand `stride` apart (Cooley and Tukey 1965), in their place. */
function transform(re: Float64Array, im: Float64Array, offset: number, stride: number, n: number): void {
  for (let i = 0, j = 0; i < n; i++) {
    const [a, b] = [offset + i * stride, offset + j * stride];
    if (i < j) [re[a], re[b], im[a], im[b]] = [re[b], re[a], im[b], im[a]];
    // j is i with its bits in reverse; this counts it up by one from the left.
    let bit = n >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j |= bit;
  }
  for (let half = 1; half < n; half *= 2)
    for (let k = 0; k < half; k++)
      for (let i = k; i < n; i += 2 * half) {
        const [a, b] = [offset + i * stride, offset + (i + half) * stride];
        turn(re, im, b, (-Math.PI * k) / half);
        [re[a], re[b]] = [re[a] + re[b], re[a] - re[b]];
        [im[a], im[b]] = [im[a] + im[b], im[a] - im[b]];
      }
}

/** y[k] as the sum over all x[j] e^(-2 pi i j k / n). */
function definition(k: number): { readonly re: number; readonly im: number } {
  let [re, im] = [0, 0];
  for (let j = 0; j < N; j++) {
    const angle = (-2 * Math.PI * ((j * k) % N)) / N;
    re += real(j) * Math.cos(angle) - imaginary(j) * Math.sin(angle);
    im += real(j) * Math.sin(angle) + imaginary(j) * Math.cos(angle);
  }
  return { re, im };
}
