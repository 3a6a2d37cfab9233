import { choose } from "#dist/collectives/choose.js";
import type { Costs } from "./costs.ts";

/** Everybody sends to one and receives from one; `leaving` of each host's messages go to another one. */
export interface Round {
  readonly bytes: number;
  readonly leaving: number;
  /** Bytes that each rank combines then. */
  readonly combined: number;
}

/**
 * One round after the other. Ranks that wait for their host's link in the first are out of step then, and wait no more in the
 * next, unless the link is what sets the pace.
 */
export function inTurn(costs: Costs, rounds: readonly Round[]): number {
  let total = 0;
  let waited = 0;
  for (const { bytes, leaving, combined } of rounds) {
    const alone = costs.exchange(bytes, Math.min(leaving, 1));
    const onLink = leaving * costs.onLink(bytes);
    total += Math.max(alone, onLink) + costs.combining(combined);
    if (leaving > 0) waited = Math.max(waited, Math.min(alone, onLink - costs.onLink(bytes)));
  }
  return total + waited;
}

export function powersBelow(bound: number): number[] {
  const powers = [];
  for (let power = 1; power < bound; power *= 2) powers.push(power);
  return powers;
}

/**
 * In each round everybody tells the rank 1, 2, 4 ... further on, in a circle. A delay that wanders on like this passes the end of a
 * host only when it has come so far: within the distances that are shorter than a host once, or twice where hosts differ or
 * are no power of two of ranks.
 */
export function barrier(costs: Costs): number {
  const { size, perHost, spread } = costs;
  if (choose.barrier(size) === "central") {
    const { L, o } = spread ? costs.far : costs.near;
    return 2 * (o + L + (size - 1) * o);
  }
  const short = powersBelow(perHost);
  const way = short.reduce((sum, distance) => sum + distance, 0);
  const inside = short.length - Math.ceil(way / perHost) - (size % perHost === 0 ? 0 : 1);
  const rounds = powersBelow(size).map((distance, i) => {
    return { bytes: 0, leaving: i < inside ? 0 : costs.leaving(distance), combined: 0 };
  });
  return inTurn(costs, rounds);
}

/**
 * Everybody sends 1, 2, 4 ... ranks further on, as far as there are ranks. The distances on a delay's way add up to less than all
 * ranks: it passes the end of a host by those that are longer than a host, and by a shorter one once, if there are so many hosts.
 * Where messages are large the links set the pace.
 */
export function scan(costs: Costs, bytes: number): number {
  const { size, perHost } = costs;
  const ways = powersBelow(core(size));
  const ends = Math.ceil(size / perHost) - 1;
  const far = Math.min(ends, ways.filter((distance) => distance >= perHost).length + 1);
  const rounds = ways.map((distance, i) => {
    return { bytes, leaving: i < ways.length - far ? 0 : Math.min(distance, perHost), combined: bytes };
  });
  const path = inTurn(costs, rounds);
  if (!costs.spread) return path;
  const crossing = powersBelow(size).reduce((sum, distance) => sum + costs.leaving(distance), 0);
  return Math.max(path, crossing * costs.onLink(bytes) + costs.exchangeFar(bytes));
}

/** A second accumulator, and none in the first and in the last round. */
export function exscan(costs: Costs, bytes: number): number {
  const rounds = powersBelow(core(costs.size)).length;
  return scan(costs, bytes) + (rounds - 2) * costs.combining(bytes);
}

export function allreduce(costs: Costs, bytes: number): number {
  switch (choose.allreduce(costs.size, bytes, true)) {
    case "ring":
      return ring(costs, bytes);
    case "rabenseifner":
      return rabenseifner(costs, bytes);
    default:
      return recursiveDoubling(costs, bytes);
  }
}

function recursiveDoubling(costs: Costs, bytes: number): number {
  const rounds = powersBelow(core(costs.size)).map((distance) => {
    return { bytes, leaving: leavingCore(costs, distance), combined: bytes };
  });
  return inTurn(costs, rounds) + folding(costs, bytes);
}

export function rabenseifner(costs: Costs, bytes: number): number {
  const halving = powersBelow(core(costs.size)).map((distance) => {
    const part = bytes / (2 * distance);
    return { bytes: part, leaving: leavingCore(costs, distance), combined: part };
  });
  const doubling = halving.map((round) => ({ ...round, combined: 0 }));
  return inTurn(costs, [...halving, ...doubling]) + folding(costs, bytes);
}

/**
 * Small blocks: a delay wanders on from rank to rank and meets the way to another host once in each host. Large ones between hosts:
 * the sender waits for its receiver, so the slowest way sets the pace of all.
 */
function ring(costs: Costs, bytes: number): number {
  const { size, perHost, spread } = costs;
  const block = bytes / size;
  const near = costs.exchange(block, 0);
  const far = costs.exchange(block, 1);
  const wandering = near + ((far - near) * Math.ceil(size / perHost)) / size;
  const pace = costs.eagerFar(block) ? Math.max(near, costs.spacing(block), wandering) : Math.max(near, far);
  return (size - 1) * (2 * (spread ? pace : near) + costs.combining(block));
}

/** The largest power of two of ranks. */
function core(size: number): number {
  return 2 ** Math.floor(Math.log2(size));
}

/** What ranks beyond a power of two add: their operand goes to the neighbour, and the answer comes back. */
function folding(costs: Costs, bytes: number): number {
  if (core(costs.size) === costs.size) return 0;
  return 2 * costs.exchange(bytes, costs.perHost % 2) + costs.combining(bytes);
}

/** How many messages leave the host that most leave, where partners differ in one bit of their place in the core. */
function leavingCore(costs: Costs, distance: number): number {
  const { size, perHost } = costs;
  if (!costs.spread) return 0;
  const places = core(size);
  const pairs = size - places;
  const hostOf = (place: number): number =>
    Math.floor((place < pairs ? 2 * place + 1 : place + pairs) / perHost);
  const leaving = new Int32Array(hostOf(places - 1) + 1);
  for (let place = 0; place < places; place++)
    if (hostOf(place) !== hostOf(place ^ distance)) leaving[hostOf(place)]++;
  return leaving.reduce((most, count) => Math.max(most, count), 0);
}
