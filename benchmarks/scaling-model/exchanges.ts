import { choose } from "#dist/collectives/choose.js";
import type { Costs } from "./costs.ts";

/** Everybody sends to everybody, so many partners at once: the sum over the blocks of steps that are in flight together. */
export function exchange(costs: Costs, bytes: number, atOnce: number, combine = false): number {
  const { size } = costs;
  let total = 0;
  for (let step = 1; step < size; step += atOnce) {
    const steps = Math.min(atOnce, size - step);
    let leaving = 0;
    for (let i = step; i < step + steps; i++) leaving += costs.leaving(i);
    if (leaving === 0) total += blockNear(costs, bytes, steps);
    else total += steps === 1 ? single(costs, bytes, leaving) : blockFar(costs, bytes, steps, leaving);
    if (combine) total += steps * costs.combining(bytes);
  }
  return total;
}

export function allToAll(costs: Costs, bytes: number): number {
  return exchange(costs, bytes, choose.exchange(bytes));
}

export function reduceScatter(costs: Costs, bytes: number): number {
  return exchange(costs, bytes, choose.reduceScatter(costs.size, bytes * costs.size), true);
}

function blockNear(costs: Costs, bytes: number, steps: number): number {
  const { o, L } = costs.near;
  if (costs.eagerNear(bytes)) return 2 * steps * costs.busyNear(bytes) + L;
  return steps * (o + costs.reading(bytes)) + 2 * L;
}

/** `leaving` messages of each host over its link; a rank's go through its pump and its processor. */
function blockFar(costs: Costs, bytes: number, steps: number, leaving: number): number {
  const { o, g } = costs.far;
  const eager = costs.eagerFar(bytes);
  const others = steps - 1;
  const pump = others * Math.max(g, costs.moving(bytes));
  const link = (leaving - 1) * costs.onLink(bytes);
  const processor = others * 2 * o;
  const asking = eager ? 0 : 2 * (costs.passage(0) + o) + others * (2 * o + 2 * g);
  return o + asking + Math.max(processor, pump, link) + costs.passage(bytes) + o;
}

/**
 * Ranks get out of step, and wait for the link only where it sets the pace. Where messages are small a delay wanders on by each step's
 * distance, and meets the way to another host as often as messages leave hosts.
 */
function single(costs: Costs, bytes: number, leaving: number): number {
  const far = Math.max(costs.exchangeFar(bytes), leaving * costs.onLink(bytes));
  const near = blockNear(costs, bytes, 1);
  return costs.eagerFar(bytes) ? near + Math.min(1, leaving / costs.fewest) * (far - near) : far;
}
