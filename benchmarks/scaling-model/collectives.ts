import { allgather } from "#dist/collectives/allgather.js";
import { allreduce } from "#dist/collectives/allreduce.js";
import { alltoall } from "#dist/collectives/alltoall.js";
import { barrier } from "#dist/collectives/barrier.js";
import { bcast } from "#dist/collectives/bcast.js";
import { exscan } from "#dist/collectives/exscan.js";
import { gather } from "#dist/collectives/gather.js";
import type { Op } from "#dist/collectives/op.js";
import { reduceScatter } from "#dist/collectives/reduce-scatter.js";
import { reduce } from "#dist/collectives/reduce.js";
import { scan } from "#dist/collectives/scan.js";
import { scatter } from "#dist/collectives/scatter.js";
import type { Peers, Schedule } from "#dist/collectives/peers.js";
import type { Machine } from "./parameters.ts";
import type { Part } from "./simulate.ts";

/** A collective of so many ranks with pieces of so many bytes; the root of the i-th in a row. */
type Start = (p: Peers, root: number, op: Op) => Schedule<unknown>;

/** As `ranks bench collectives` calls them: bytes are those that a rank contributes, or gets from each other one. */
const STARTS: Readonly<Record<string, (size: number, bytes: number) => Start>> = {
  barrier: () => barrier,
  bcast: (_, bytes) => {
    const value = doubles(bytes);
    return (p, root) => bcast(p, value, root, value);
  },
  reduce: (_, bytes) => {
    const [value, into] = [doubles(bytes), doubles(bytes)];
    return (p, root, op) => reduce(p, value, op as Op<Float64Array>, root, into);
  },
  allreduce: (_, bytes) => {
    const [value, into] = [doubles(bytes), doubles(bytes)];
    return (p, _root, op) => allreduce(p, value, op as Op<Float64Array>, into);
  },
  scan: (_, bytes) => {
    const [value, into] = [doubles(bytes), doubles(bytes)];
    return (p, _root, op) => scan(p, value, op as Op<Float64Array>, into);
  },
  exscan: (_, bytes) => {
    const [value, into] = [doubles(bytes), doubles(bytes)];
    return (p, _root, op) => exscan(p, value, op as Op<Float64Array>, into);
  },
  reduceScatter: (size, bytes) => {
    const [value, into] = [doubles(bytes * size), doubles(bytes)];
    return (p, _root, op) => reduceScatter(p, value, op, { into });
  },
  gather: (size, bytes) => {
    const [value, into] = [doubles(bytes), doubles(bytes * size)];
    return (p, root) => gather(p, value, root, { into });
  },
  scatter: (size, bytes) => {
    const [values, into] = [doubles(bytes * size), doubles(bytes)];
    return (p, root) => scatter<unknown>(p, values, root, { into });
  },
  allgather: (size, bytes) => {
    const [value, into] = [doubles(bytes), doubles(bytes * size)];
    return (p) => allgather(p, value, { into });
  },
  alltoall: (size, bytes) => {
    const [values, into] = [doubles(bytes * size), doubles(bytes * size)];
    return (p) => alltoall(p, values, { into });
  },
};

export const COLLECTIVES: readonly string[] = Object.keys(STARTS);

/**
 * The parts of all ranks in the i-th collective of a row, whose root goes round. Arrays are shared by all ranks, since nobody looks
 * at the elements.
 */
export function partOf(
  machine: Machine,
  collective: string,
  size: number,
  bytes: number,
): (i: number) => Part {
  const start = STARTS[collective](size, bytes);
  return (i) => (p, work) => start(p, i % size, addingIn(machine.combine, work));
}

/** An operation that takes the time of a sum, and leaves the arrays alone. */
function addingIn(combine: number, work: (time: number) => void): Op {
  return {
    name: "sum",
    commutative: true,
    code: 1,
    check: () => undefined,
    scalar: (left) => left,
    kernel: () => (into, _left, _right, n) => work(n * into.BYTES_PER_ELEMENT * combine),
  };
}

function doubles(bytes: number): Float64Array {
  return new Float64Array(bytes / 8);
}
