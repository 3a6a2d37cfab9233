import { choose } from "./choose.ts";
import { Combining } from "./combining.ts";
import type { Op } from "./op.ts";
import type { Peers, Schedule } from "./peers.ts";

export function reduce<T>(p: Peers, value: T, op: Op, root: number, into?: T): Schedule<T | undefined> {
  const combining = new Combining(op, value, p.rank === root ? into : undefined).separated();
  const fromRoot = choose.reduce(op.commutative) === "binomial from the root";
  return fromRoot ? binomialFromRoot(p, combining, root) : inRankOrder(p, combining, root);
}

/** The tree grows from the root, wherever that is. Cost: ceil(lg p) (a + m b + m c), c being the seconds to combine a byte. */
function* binomialFromRoot<T>(p: Peers, combining: Combining<T>, root: number): Schedule<T | undefined> {
  const mine = yield* binomial(p, combining, root);
  if (p.rank !== root) return undefined;
  return Object.is(mine, combining.value) ? yield* combining.unchanged(p) : combining.answer(mine);
}

/** The tree grows from rank 0, which keeps the operands in rank order, and hands on to the root. One message more. */
function* inRankOrder<T>(p: Peers, combining: Combining<T>, root: number): Schedule<T | undefined> {
  if (root === 0) return yield* binomialFromRoot(p, combining, 0);
  const mine = yield* binomial(p, combining, 0);
  if (p.rank === 0) yield [p.isend(mine, root)];
  if (p.rank !== root) return undefined;
  const whole = p.irecv(0, combining.result);
  yield [whole];
  return combining.answer(combining.received(whole));
}

/** Binomial tree (MPICH, Open MPI): a rank combines its subtrees, which follow it in rank order, from the nearest on. */
function* binomial<T>(p: Peers, combining: Combining<T>, top: number): Schedule<T> {
  const { size } = p;
  const place = (p.rank - top + size) % size;
  let mine = combining.value;
  for (let distance = 1; distance < size; distance <<= 1) {
    if (place & distance) {
      yield [p.isend(mine, (p.rank - distance + size) % size)];
      break;
    }
    if (place + distance < size) {
      const theirs = p.irecv((p.rank + distance) % size, combining.scratch);
      yield [theirs];
      mine = combining.join(mine, combining.received(theirs));
    }
  }
  return mine;
}
