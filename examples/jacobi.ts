// Heat in a square plate: Laplace's equation by Jacobi's iteration, with halo exchange.
//
// The plate is cold on three sides and sin(πx) warm on the fourth, y = 1. The exact temperature inside is
// sin(πx) sinh(πy) / sinh(π), so the answer can be checked.
//
// Each rank owns a band of rows, and keeps a copy of one row of each neighbour: the halo.
//
//      halo           <- the last row of the rank before, or the edge of the plate
//      first row      -> to the rank before
//      ...
//      last row       -> to the rank after
//      halo           <- the first row of the rank after, or the edge of the plate
//
//   npx ranks run -n 4 examples/jacobi.ts
import assert from "node:assert";
import { max, PROC_NULL, spmd } from "ranks";

/** Unknowns along each side. */
const N = 48;
const WIDTH = N + 2;
const TOLERANCE = 1e-7;
/** Asking all ranks costs time: ask every so many sweeps. */
const SWEEPS_PER_CHECK = 20;

const exact = (x: number, y: number): number =>
  (Math.sin(Math.PI * x) * Math.sinh(Math.PI * y)) / Math.sinh(Math.PI);

await spmd(async (world) => {
  const { rank, size } = world;
  const firstRow = 1 + Math.floor((N * rank) / size);
  const rows = 1 + Math.floor((N * (rank + 1)) / size) - firstRow;

  // Beyond the first and the last rank there is nobody. Messages to and from PROC_NULL do nothing, so the halo there
  // keeps what it holds, the edge of the plate, and the exchange needs no special case.
  const before = rank > 0 ? rank - 1 : PROC_NULL;
  const after = rank < size - 1 ? rank + 1 : PROC_NULL;

  // Two fields that take turns, and for each the messages of a halo exchange. The rows are views, not copies: they are
  // sent from where they are and received to where they belong, and the loop below makes no array.
  const fields = [new Float64Array((rows + 2) * WIDTH), new Float64Array((rows + 2) * WIDTH)].map((cells) => {
    const row = (i: number): Float64Array => cells.subarray(i * WIDTH, (i + 1) * WIDTH);
    if (after === PROC_NULL) row(rows + 1).forEach((_, j, edge) => (edge[j] = exact(j / (N + 1), 1)));
    return {
      cells,
      first: row(1),
      last: row(rows),
      upward: { dest: before, source: after, tag: 1, into: row(rows + 1) },
      downward: { dest: after, source: before, tag: 2, into: row(0) },
    };
  });

  let [now, next] = fields;
  let sweeps = 0;
  let change = Infinity;
  while (change > TOLERANCE) {
    let largest = 0;
    for (let sweep = 0; sweep < SWEEPS_PER_CHECK; sweep++) {
      // Both directions start before either is waited for. `wait()` blocks the thread, which is the quickest way where
      // this rank has nothing else to do meanwhile.
      const upward = world.sendrecv(now.first, now.upward);
      const downward = world.sendrecv(now.last, now.downward);
      upward.wait();
      downward.wait();
      largest = relax(now.cells, next.cells, rows);
      [now, next] = [next, now];
    }
    sweeps += SWEEPS_PER_CHECK;
    // All ranks get the same largest change, so all of them stop at the same sweep.
    change = world.allreduce(largest, max).wait();
  }

  let worst = 0;
  for (let i = 1; i <= rows; i++) {
    for (let j = 1; j <= N; j++) {
      const y = (firstRow + i - 1) / (N + 1);
      worst = Math.max(worst, Math.abs(now.cells[i * WIDTH + j] - exact(j / (N + 1), y)));
    }
  }
  const error = await world.allreduce(worst, max);

  assert(error < 2e-4, `the largest error is ${error}`);
  if (rank === 0)
    console.log(`${N} x ${N} cells, ${sweeps} sweeps: off by at most ${error.toExponential(1)}`);
});

/** One sweep: every cell becomes the mean of its four neighbours. Gives the largest change. */
function relax(from: Float64Array, to: Float64Array, rows: number): number {
  let largest = 0;
  for (let i = 1; i <= rows; i++) {
    for (let at = i * WIDTH + 1; at <= i * WIDTH + N; at++) {
      const value = 0.25 * (from[at - WIDTH] + from[at + WIDTH] + from[at - 1] + from[at + 1]);
      largest = Math.max(largest, Math.abs(value - from[at]));
      to[at] = value;
    }
  }
  return largest;
}
