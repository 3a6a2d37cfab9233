/** Elements of a vector: two of them fit into a first-level cache. */
const LENGTH = 1024;
const REPEATS = 200;
const SAMPLES = 21;

/** Microseconds of an addition or multiplication of doubles in y += a x, as bspbench measures it (Bisseling 2004, section 1.5). */
export function measureFlop(): number[] {
  const x = new Float64Array(LENGTH).fill(1.0000001);
  const y = new Float64Array(LENGTH);
  const times: number[] = [];
  // The first ones the compiler has not seen.
  for (let sample = -3; sample < SAMPLES; sample++) {
    const start = performance.now();
    for (let i = 0; i < REPEATS; i++) daxpy(i % 2 === 0 ? 0.5 : -0.5, x, y);
    const microseconds = 1000 * (performance.now() - start);
    if (sample >= 0) times.push(microseconds / (2 * LENGTH * REPEATS));
  }
  return times;
}

function daxpy(a: number, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i] += a * x[i];
}
