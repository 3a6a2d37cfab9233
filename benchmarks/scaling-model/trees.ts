import type { Costs } from "./costs.ts";

/**
 * Binomial tree from rank 0: each rank's end from its parent's, in one walk over the ranks. Of each host one rank sends to others,
 * so nobody waits for the link.
 */
export function bcast(costs: Costs, bytes: number): number {
  const { size, perHost } = costs;
  const there = new Float64Array(size);
  for (let parent = 0; parent < size; parent++) {
    let clock = there[parent];
    let pumpFree = 0;
    const widest = parent === 0 ? 2 ** Math.ceil(Math.log2(size)) : parent & -parent;
    for (let step = widest / 2; step >= 1; step /= 2) {
      const child = parent + step;
      if (child >= size) continue;
      const near = Math.floor(child / perHost) === Math.floor(parent / perHost);
      const { o, L } = near ? costs.near : costs.far;
      if (near) {
        const eager = costs.eagerNear(bytes);
        clock += eager ? costs.busyNear(bytes) : o;
        there[child] = clock + L + (eager ? costs.busyNear(bytes) : costs.reading(bytes));
        continue;
      }
      clock += o;
      const asked = costs.eagerFar(bytes) ? clock : clock + 2 * (costs.passage(0) + o);
      const begun = Math.max(asked, pumpFree);
      pumpFree = begun + costs.spacing(bytes);
      there[child] = begun + costs.passage(bytes) + o;
    }
  }
  return there.reduce((last, time) => Math.max(last, time), 0);
}

/** The same tree upwards: a rank takes in its subtrees, the nearest first. `bytesOf` is the size of what `ranks` ranks send. */
export function reduce(costs: Costs, bytesOf: (ranks: number) => number, combine: boolean): number {
  const { size, perHost } = costs;
  const whole = new Float64Array(size);
  for (let rank = size - 1; rank >= 0; rank--) {
    let clock = 0;
    for (let distance = 1; distance < size && (rank & distance) === 0; distance *= 2) {
      const child = rank + distance;
      if (child >= size) continue;
      const bytes = bytesOf(Math.min(distance, size - child));
      const near = Math.floor(child / perHost) === Math.floor(rank / perHost);
      clock = near ? fromNear(costs, bytes, clock, whole[child]) : fromFar(costs, bytes, clock, whole[child]);
      if (combine) clock += costs.combining(bytes);
    }
    whole[rank] = clock;
  }
  return whole[0];
}

function fromNear(costs: Costs, bytes: number, ready: number, sent: number): number {
  const { o, L } = costs.near;
  if (costs.eagerNear(bytes))
    return Math.max(ready, sent + costs.busyNear(bytes) + L) + costs.busyNear(bytes);
  return Math.max(ready, sent + o + L) + costs.reading(bytes);
}

function fromFar(costs: Costs, bytes: number, ready: number, sent: number): number {
  const { o } = costs.far;
  if (costs.eagerFar(bytes)) return Math.max(ready, sent + o + costs.passage(bytes)) + o;
  return Math.max(ready, sent + o + costs.passage(0)) + o + costs.passage(0) + o + costs.passage(bytes) + o;
}

/** Everybody sends to the root: its processor, its pump and its host's link take one after the other. */
export function gather(costs: Costs, bytes: number): number {
  const { near, far, size, perHost } = costs;
  const [nearer, farther] = [perHost - 1, size - perHost];
  const reading = costs.eagerNear(bytes) ? costs.busyNear(bytes) : costs.reading(bytes);
  const first = costs.eagerNear(bytes) ? costs.busyNear(bytes) : near.o;
  const atHand = nearer === 0 ? 0 : first + near.L + nearer * reading;
  if (farther === 0) return atHand;
  const work = farther * (costs.eagerFar(bytes) ? far.o : 3 * far.o);
  const asking = costs.eagerFar(bytes) ? 0 : far.o + costs.passage(0) + far.o + costs.passage(0) + far.o;
  const coming = far.o + asking + (farther - 1) * costs.spacing(bytes) + costs.passage(bytes) + far.o;
  return Math.max(atHand + work, coming);
}

/** The root sends to everybody. Large messages within its host are read by those that they are for, all at once. */
export function scatter(costs: Costs, bytes: number): number {
  const { near, far, size, perHost } = costs;
  const [nearer, farther] = [perHost - 1, size - perHost];
  const eager = costs.eagerNear(bytes);
  const offered = nearer * (eager ? costs.busyNear(bytes) : near.o);
  const atHand = offered + near.L + (eager ? costs.busyNear(bytes) : costs.reading(bytes));
  if (farther === 0) return atHand;
  if (costs.eagerFar(bytes))
    return (
      offered + far.o + (farther - 1) * Math.max(far.o, costs.spacing(bytes)) + costs.passage(bytes) + far.o
    );
  const asked = far.o + 2 * (costs.passage(0) + far.o);
  return offered + asked + (farther - 1) * (costs.spacing(bytes) + far.g) + costs.passage(bytes) + far.o;
}
