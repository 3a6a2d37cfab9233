import { DATA_VIEW } from "../wire/element.ts";
import { arrayKind, isTypedArray } from "./array-kind.ts";
import { copyOf } from "./fresh.ts";
import type { Peers, Schedule } from "./peers.ts";
import type { Request } from "../progress/request.ts";
import { copyInto, requireArray, requireFit } from "./room.ts";

export function bcast<T>(p: Peers, value: T | undefined, root: number, into?: T): Schedule<T> {
  if (p.rank !== root) {
    requireArray(into);
    return receiveAndPassOn(p, root, into);
  }
  if (into !== undefined) requireFit(value, into);
  return give(p, value as T, into);
}

/**
 * Binomial tree, the value as a whole: only the root knows its kind and size. The subtrees of a rank that is `distance` away from
 * its parent are those at half the distance, a quarter, and so on; the largest is served first.
 * Cost: ceil(lg p) (a + m b), for a message's latency a, m bytes and b seconds a byte.
 */
function* give<T>(p: Peers, value: T, into: T | undefined): Schedule<T> {
  const sends = passOn(p, p.rank, value, 1 << (32 - Math.clz32(p.size - 1)));
  if (sends.length > 0) yield sends;
  if (into === undefined) return yield* copyOf(p, value);
  copyInto(value, into);
  return into;
}

function* receiveAndPassOn<T>(p: Peers, root: number, into: T | undefined): Schedule<T> {
  const place = (p.rank - root + p.size) % p.size;
  const distance = place & -place;
  const arriving = p.irecv((p.rank - distance + p.size) % p.size, into);
  yield [arriving];
  const answer = arriving.wait();
  if (distance > 1 && place + 1 < p.size) {
    yield passOn(p, root, into === undefined ? answer : firstOf(into, arriving.status.count), distance);
  }
  return answer;
}

function passOn(p: Peers, root: number, value: unknown, distance: number): Request<void>[] {
  const place = (p.rank - root + p.size) % p.size;
  const sends: Request<void>[] = [];
  for (let step = distance >> 1; step > 0; step >>= 1) {
    if (place + step < p.size) sends.push(p.isend(value, (p.rank + step) % p.size));
  }
  return sends;
}

/** The part of an array that a shorter message filled, as the kind it is. */
function firstOf(into: unknown, count: number): unknown {
  if (isTypedArray(into)) return count === into.length ? into : into.subarray(0, count);
  if (arrayKind(into) === DATA_VIEW) {
    const view = into as DataView;
    return new DataView(view.buffer, view.byteOffset, count);
  }
  const buffer = into as ArrayBuffer;
  return count === buffer.byteLength ? buffer : buffer.slice(0, count);
}
