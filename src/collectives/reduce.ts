import { choose } from "./choose.ts";
import { Combining } from "./combining.ts";
import type { Op } from "./op.ts";
import type { Peers, Schedule } from "./peers.ts";

export function reduce<T>(p: Peers, value: T, op: Op, root: number, into?: T): Schedule<T | undefined> {
  const combining = new Combining(op, value, p.rank === root ? into : undefined);
  const shape = { ranks: p.size, bytes: combining.bytes, commutative: combining.commutative };
  return choose.reduce(shape) === "binomial" ? fromRoot(p, combining, root) : inOrder(p, combining, root);
}

/** The tree grows from the root, wherever that is. Cost: ceil(lg p) (a + m b + m c), c being the seconds to combine a byte. */
function* fromRoot<T>(p: Peers, combining: Combining<T>, root: number): Schedule<T | undefined> {
  const mine = yield* binomial(p, combining, root);
  return p.rank === root ? yield* combining.answer(p, mine) : undefined;
}

/** The tree grows from rank 0, which keeps the operands in rank order, and hands on to the root. One message more. */
function* inOrder<T>(p: Peers, combining: Combining<T>, root: number): Schedule<T | undefined> {
  let mine = yield* binomial(p, combining, 0);
  if (root !== 0 && p.rank === 0) yield [p.isend(mine, root)];
  if (p.rank !== root) return undefined;
  if (root !== 0) {
    const whole = p.irecv(0, combining.result);
    yield [whole];
    mine = combining.received(whole);
  }
  return yield* combining.answer(p, mine);
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
