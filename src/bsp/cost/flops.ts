/** Elements of a vector: two of them fit into a first-level cache. */
const LENGTH = 1024;
const REPEATS = 200;
const SAMPLES = 21;

/** Additions and multiplications of doubles a second, in y += a x, as bspbench measures r (Bisseling 2004, section 1.5). */
export function measureFlops(): number[] {
  const x = new Float64Array(LENGTH).fill(1.0000001);
  const y = new Float64Array(LENGTH);
  const rates: number[] = [];
  // The first ones the compiler has not seen.
  for (let sample = -3; sample < SAMPLES; sample++) {
    const start = performance.now();
    for (let i = 0; i < REPEATS; i++) daxpy(i % 2 === 0 ? 0.5 : -0.5, x, y);
    const seconds = (performance.now() - start) / 1000;
    if (sample >= 0) rates.push((2 * LENGTH * REPEATS) / seconds);
  }
  return rates;
}

function daxpy(a: number, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i] += a * x[i];
}
