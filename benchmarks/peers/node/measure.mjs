// The method of src/bench/measure.ts. Where one end leads and the other only answers, the other end needs no agreement.

const BATCH_MS = 0.5;
const FIRST_WARM_UP_MS = 1000;
const WARM_UP_MS = 200;

let warm = false;

/**
 * Microseconds of one exchange: `run(repeats)` does it so many times in a row. Where several measure together, `agree` gives all
 * of them what the first one says.
 */
export async function measure(run, samples, agree = (next) => next) {
  const begin = performance.now();
  const limit = warm ? WARM_UP_MS : FIRST_WARM_UP_MS;
  warm = true;
  let repeats = 1;
  for (;;) {
    const start = performance.now();
    await run(repeats);
    const end = performance.now();
    const next = end - start < BATCH_MS ? 2 * repeats : end - begin < limit ? repeats : 0;
    const agreed = await agree(next);
    if (agreed === 0) break;
    repeats = agreed;
  }
  const times = [];
  for (let i = 0; i < samples; i++) {
    const start = performance.now();
    await run(repeats);
    times.push((1000 * (performance.now() - start)) / repeats);
  }
  times.sort((a, b) => a - b);
  return { median: quantile(times, 0.5), p99: quantile(times, 0.99), min: times[0] };
}

/** Interpolates between order statistics, as tinybench does. */
function quantile(sorted, q) {
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

/** One line of JSON for a size; an exchange takes the time of `messages` messages. */
export function report(bytes, timing, messages) {
  const latencyUs = {
    median: timing.median / messages,
    p99: timing.p99 / messages,
    min: timing.min / messages,
  };
  console.log(JSON.stringify({ bytes, latencyUs, megabytesPerSecond: bytes / latencyUs.median }));
}
