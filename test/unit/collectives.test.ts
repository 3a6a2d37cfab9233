import test from "ava";
import type { ExecutionContext } from "ava";
import { allgather } from "#dist/collectives/allgather.js";
import { allreduce } from "#dist/collectives/allreduce.js";
import { alltoall } from "#dist/collectives/alltoall.js";
import { barrier } from "#dist/collectives/barrier.js";
import { bcast } from "#dist/collectives/bcast.js";
import { exscan } from "#dist/collectives/exscan.js";
import { gather } from "#dist/collectives/gather.js";
import { op } from "#dist/collectives/op.js";
import { reduceScatter } from "#dist/collectives/reduce-scatter.js";
import { reduce } from "#dist/collectives/reduce.js";
import { band, max, maxloc, sum } from "#dist/collectives/reductions.js";
import { scan } from "#dist/collectives/scan.js";
import { scatter } from "#dist/collectives/scatter.js";
import type { Peers } from "#dist/collectives/peers.js";
import { mulberry32, outcomes, run } from "./simulated-peers.ts";

const SIZES = [1, 2, 3, 4, 5, 7, 8, 12];
const SEEDS = [1, 2, 3];
/** Elements: none, few, and enough for the algorithms for large arrays. */
const LENGTHS = [0, 1, 5, 3001];

const concat = op((left: string, right: string) => left + right);
/** Associative, and not commutative: maps x -> a x + b are composed, packed into one whole number modulo 2^16. */
const composed = (left: number, right: number): number => {
  const [a, b, c, d] = [left >>> 8, left & 255, right >>> 8, right & 255];
  return (((a * c) & 255) << 8) | ((b * c + d) & 255);
};
const compose = op(composed);

function everywhere(body: (size: number, seed: number) => void): void {
  for (const size of SIZES) for (const seed of SEEDS) body(size, seed);
}

function everyRoot(body: (size: number, root: number, seed: number) => void): void {
  everywhere((size, seed) => {
    for (let root = 0; root < size; root++) body(size, root, seed);
  });
}

const ranksOf = (size: number): number[] => Array.from({ length: size }, (_, rank) => rank);

const made = new Map<number, Float64Array>();

/** A rank's array, with the same elements in every call. */
function numbers(rank: number, length: number): Float64Array {
  const key = 10_000 * length + rank;
  let array = made.get(key);
  if (array === undefined) {
    const random = mulberry32(key);
    array = Float64Array.from({ length }, () => Math.floor(random() * 65536));
    made.set(key, array);
  }
  return array.slice();
}

/** Combines the arrays of `ranks` in order. */
function folded(
  ranks: readonly number[],
  length: number,
  combine: (left: number, right: number) => number,
): Float64Array {
  return ranks
    .map((rank) => numbers(rank, length))
    .reduce((left, right) => left.map((element, i) => combine(element, right[i])));
}

/** As `t.deepEqual`, which takes long over large arrays. */
function same(t: ExecutionContext, actual: unknown, expected: Float64Array): void {
  if (expected.length < 100 || !(actual instanceof Float64Array)) t.deepEqual(actual, expected);
  else t.is(Buffer.compare(bytesOf(actual), bytesOf(expected)), 0, "other elements");
}

function bytesOf(array: Float64Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

function untouched(t: ExecutionContext, value: Float64Array, rank: number): void {
  same(t, value, numbers(rank, value.length));
}

test("barrier: nobody leaves before everybody has come", (t) => {
  everywhere((size, seed) => {
    let came = 0;
    run(size, seed, function* (p) {
      came++;
      yield* barrier(p);
      t.is(came, size);
    });
  });
});

test("bcast gives everybody the root's value", (t) => {
  everyRoot((size, root, seed) => {
    for (const value of [
      numbers(7, 5),
      "text",
      { a: [1, { b: new Map([[1, 2]]) }] },
      Buffer.from([1, 2]),
      undefined,
      0n,
    ]) {
      const answers = run(size, seed, (p) => bcast<unknown>(p, p.rank === root ? value : "ignored", root));
      for (const answer of answers) t.deepEqual(answer, value);
      if (typeof value === "object") t.is(new Set(answers).size, size, "no two ranks share a value");
      if (typeof value === "object") t.false(answers.includes(value), "nor one with the caller");
    }
  });
});

test("bcast into arrays that are longer than the message", (t) => {
  everyRoot((size, root, seed) => {
    const value = numbers(7, 5);
    const intos = ranksOf(size).map((rank) => new Float64Array(5 + (rank % 3)).fill(-1));
    const answers = run(size, seed, (p) =>
      bcast(p, p.rank === root ? value : undefined, root, intos[p.rank]),
    );
    answers.forEach((answer, rank) => {
      t.is(answer, intos[rank]);
      t.deepEqual(answer.subarray(0, 5), value);
      t.true(answer.subarray(5).every((element) => element === -1));
    });
    const mixed = run(size, seed, (p) => bcast(p, value, root, p.rank % 2 ? undefined : new Float64Array(9)));
    for (const answer of mixed) t.deepEqual(answer.subarray(0, 5), value);
  });
});

test("bcast into buffers and views keeps their kind", (t) => {
  const bytes = Uint8Array.of(1, 2, 3).buffer;
  const buffers = run(5, 1, (p) => bcast(p, bytes, 2, p.rank === 4 ? undefined : new ArrayBuffer(5)));
  buffers.forEach((buffer) => t.deepEqual(new Uint8Array(buffer, 0, 3), Uint8Array.of(1, 2, 3)));
  const views = run(5, 1, (p) =>
    bcast(p, new DataView(bytes, 1), 2, p.rank === 4 ? undefined : new DataView(new ArrayBuffer(5), 1)),
  );
  views.forEach((view) => t.deepEqual([view.getUint8(0), view.getUint8(1)], [2, 3]));
});

test("reduce: arrays, every root, in place, and values in rank order", (t) => {
  everyRoot((size, root, seed) => {
    for (const length of LENGTHS.slice(0, 3)) {
      const values = ranksOf(size).map((rank) => numbers(rank, length));
      const expected = folded(ranksOf(size), length, (a, b) => a + b);
      run(size, seed, (p) => reduce(p, values[p.rank], sum, root)).forEach((answer, rank) => {
        t.deepEqual(answer, rank === root ? expected : undefined);
        t.not(answer, values[rank]);
        untouched(t, values[rank], rank);
      });
      const into = new Float64Array(length + 2);
      t.is(run(size, seed, (p) => reduce(p, values[p.rank], sum, root, into))[root], into);
      t.deepEqual(into.subarray(0, length), expected);
      const ordered = folded(ranksOf(size), length, composed);
      t.deepEqual(run(size, seed, (p) => reduce(p, values[p.rank], compose, root))[root], ordered);
      t.deepEqual(
        run(size, seed, (p) => reduce(p, values[p.rank], compose, root, values[p.rank]))[root],
        ordered,
      );
      values.forEach((value, rank) => rank !== root && untouched(t, value, rank));
    }
    t.is(run(size, seed, (p) => reduce(p, String(p.rank), concat, root))[root], ranksOf(size).join(""));
    t.is(run(size, seed, (p) => reduce(p, BigInt(p.rank), sum, root))[root], BigInt((size * (size - 1)) / 2));
  });
});

test("allreduce: arrays, in place, and values in rank order", (t) => {
  everywhere((size, seed) => {
    for (const length of LENGTHS) {
      const values = ranksOf(size).map((rank) => numbers(rank, length));
      for (const [operation, combine] of [
        [sum, (a: number, b: number) => a + b],
        [max, Math.max],
        [compose, composed],
      ] as const) {
        const expected = folded(ranksOf(size), length, combine);
        const answers = run(size, seed, (p) => allreduce(p, values[p.rank], operation));
        answers.forEach((answer, rank) => {
          same(t, answer, expected);
          t.not(answer, values[rank]);
          untouched(t, values[rank], rank);
        });
        const intos = ranksOf(size).map((rank) =>
          rank % 2 ? new Float64Array(length + 3) : numbers(rank, length),
        );
        run(size, seed, (p) =>
          allreduce(p, p.rank % 2 ? values[p.rank] : intos[p.rank], operation, intos[p.rank]),
        ).forEach((answer, rank) => {
          t.is(answer, intos[rank]);
          same(t, answer.subarray(0, length), expected);
        });
      }
    }
    const text = ranksOf(size).join("");
    t.deepEqual(
      run(size, seed, (p) => allreduce(p, String(p.rank), concat)),
      ranksOf(size).map(() => text),
    );
    const located = run(size, seed, (p) => allreduce(p, { value: p.rank % 3, index: p.rank }, maxloc));
    for (const answer of located)
      t.deepEqual(answer, { value: Math.min(2, size - 1), index: Math.min(2, size - 1) });
    const mine = { value: 1, index: 0 };
    t.not(run(1, seed, (p) => allreduce(p, mine, maxloc))[0], mine);
  });
});

test("allreduce of floats gives the same bits on every rank and in every run", (t) => {
  for (const size of SIZES) {
    for (const length of [3, 3001]) {
      const value = (rank: number) => numbers(rank, length).map((element) => 1 / (1 + element));
      const first = run(size, 1, (p) => allreduce(p, value(p.rank), sum))[0];
      for (const seed of SEEDS) {
        for (const answer of run(size, seed, (p) => allreduce(p, value(p.rank), sum))) same(t, answer, first);
      }
    }
  }
});

test("gather: lists of anything, and arrays side by side", (t) => {
  everyRoot((size, root, seed) => {
    const anything = (rank: number): unknown =>
      [numbers(rank, rank), { rank }, "text", new Int8Array(2)][rank % 4];
    const values = ranksOf(size).map(anything);
    run(size, seed, (p) => gather(p, values[p.rank], root)).forEach((answer, rank) => {
      t.deepEqual(answer, rank === root ? values : undefined);
      if (rank === root && typeof values[rank] === "object") t.not((answer as unknown[])[rank], values[rank]);
    });
    const equal = new Float64Array(3 * size + 1);
    t.is(run(size, seed, (p) => gather(p, numbers(p.rank, 3), root, { into: equal }))[root], equal);
    t.deepEqual([...equal], [...ranksOf(size).flatMap((rank) => [...numbers(rank, 3)]), 0]);
  });
});

test("gather and allgather with counts and displs, and in place", (t) => {
  everyRoot((size, root, seed) => {
    const counts = ranksOf(size).map((rank) => (rank * 2) % 5);
    const displs = ranksOf(size).map((rank) => 6 * (size - 1 - rank) + 1);
    const expected = new Float64Array(6 * size).fill(-1);
    ranksOf(size).forEach((rank) => expected.set(numbers(rank, counts[rank]), displs[rank]));
    const place = (rank: number): Float64Array => {
      const into = new Float64Array(6 * size).fill(-1);
      into.set(numbers(rank, counts[rank]), displs[rank]);
      return into;
    };
    const into = new Float64Array(6 * size).fill(-1);
    run(size, seed, (p) =>
      gather(p, numbers(p.rank, counts[p.rank]), root, p.rank === root ? { into, counts, displs } : {}),
    );
    t.deepEqual(into, expected);
    run(size, seed, (p) => {
      const own = p.rank === root ? place(root) : numbers(p.rank, counts[p.rank]);
      return gather(p, own, root, p.rank === root ? { into: own, counts, displs } : {});
    }).forEach((answer, rank) => t.deepEqual(answer, rank === root ? expected : undefined));

    run(size, seed, (p) => {
      const own = place(p.rank);
      return p.rank === root
        ? allgather(p, own, { into: own, counts, displs })
        : allgather(p, numbers(p.rank, counts[p.rank]), {
            into: new Float64Array(6 * size).fill(-1),
            counts,
            displs,
          });
    }).forEach((answer) => t.deepEqual(answer, expected));

    const packed = ranksOf(size).flatMap((rank) => [...numbers(rank, counts[rank])]);
    run(size, seed, (p) =>
      allgather(p, numbers(p.rank, counts[p.rank]), { into: new Float64Array(packed.length), counts }),
    ).forEach((answer) => t.deepEqual([...answer], packed));
  });
});

test("allgather: lists of anything, arrays side by side, equal blocks in place, and mixed calls", (t) => {
  everywhere((size, seed) => {
    const values = ranksOf(size).map((rank): unknown => [numbers(rank, rank), { rank }, 7n][rank % 3]);
    for (const answer of run(size, seed, (p) => allgather(p, values[p.rank]))) t.deepEqual(answer, values);
    for (const length of LENGTHS) {
      const expected = ranksOf(size).map((rank) => numbers(rank, length));
      const flat = Float64Array.from(expected.flatMap((array) => [...array]));
      run(size, seed, (p) => {
        const mine = numbers(p.rank, length);
        if (p.rank % 3 === 0) return allgather(p, mine);
        const into = new Float64Array(size * length);
        if (p.rank % 3 === 1) return allgather(p, mine, { into });
        into.set(mine, p.rank * length);
        return allgather(p, into, { into });
      }).forEach((answer, rank) => {
        if (rank % 3 > 0) same(t, answer, flat);
        else expected.forEach((array, i) => same(t, answer[i], array));
      });
    }
  });
});

test("scatter: lists, equal blocks, counts and displs, in place", (t) => {
  everyRoot((size, root, seed) => {
    const list = ranksOf(size).map((rank) => ({ rank }));
    run(size, seed, (p) => scatter(p, p.rank === root ? list : undefined, root)).forEach((answer, rank) => {
      t.deepEqual(answer, { rank });
      t.not(answer, list[rank]);
    });
    const values = numbers(0, 3 * size);
    const blocks = ranksOf(size).map((rank) => values.slice(3 * rank, 3 * rank + 3));
    const take = (rank: number) => (rank === root ? values : undefined);
    t.deepEqual(
      run(size, seed, (p) => scatter<Float64Array>(p, take(p.rank), root)),
      blocks,
    );
    run(size, seed, (p) => scatter(p, take(p.rank), root, { into: new Float64Array(4) })).forEach(
      (answer, rank) => t.deepEqual(answer, Float64Array.of(...blocks[rank], 0)),
    );
    const counts = ranksOf(size).map((rank) => rank % 3);
    const displs = ranksOf(size).map((rank) => 3 * (size - 1 - rank));
    t.deepEqual(
      run(size, seed, (p) =>
        scatter<Float64Array>(p, take(p.rank), root, p.rank === root ? { counts, displs } : {}),
      ),
      ranksOf(size).map((rank) => values.slice(displs[rank], displs[rank] + counts[rank])),
    );
    const answers = run(size, seed, (p) =>
      scatter(p, take(p.rank), root, { into: p.rank === root ? values : new Float64Array(3) }),
    );
    answers.forEach((answer, rank) => t.deepEqual(answer, rank === root ? values : blocks[rank]));
    t.is(answers[root], values);
    untouched(t, values, 0);
  });
});

test("alltoall: lists, equal blocks, in place", (t) => {
  everywhere((size, seed) => {
    const word = (from: number, to: number): unknown =>
      [`${from}>${to}`, { from, to }, Int16Array.of(from, to)][(from + to) % 3];
    run(size, seed, (p) =>
      alltoall(
        p,
        ranksOf(size).map((to) => word(p.rank, to)),
      ),
    ).forEach((answer, rank) =>
      t.deepEqual(
        answer,
        ranksOf(size).map((from) => word(from, rank)),
      ),
    );
    for (const length of LENGTHS) {
      const block = (from: number, to: number) => numbers(100 * from + to, length);
      const flat = (pick: (i: number) => Float64Array) =>
        Float64Array.from(ranksOf(size).flatMap((i) => [...pick(i)]));
      run(size, seed, (p) => {
        const mine = flat((to) => block(p.rank, to));
        switch (p.rank % 4) {
          case 0:
            return alltoall(p, mine);
          case 1:
            return alltoall(p, mine, { into: new Float64Array(size * length + 1) });
          case 2:
            return alltoall(p, mine, { into: mine });
          default:
            return alltoall(
              p,
              ranksOf(size).map((to) => block(p.rank, to)),
              { into: new Float64Array(size * length) },
            );
        }
      }).forEach((answer, rank) => {
        if (rank % 4 === 0) ranksOf(size).forEach((from) => same(t, answer[from], block(from, rank)));
        else
          same(
            t,
            (answer as Float64Array).subarray(0, size * length),
            flat((from) => block(from, rank)),
          );
      });
    }
  });
});

test("alltoall with counts and displs, and in place", (t) => {
  everywhere((size, seed) => {
    const count = (from: number, to: number) => (from + 2 * to) % 4;
    const block = (from: number, to: number) => numbers(100 * from + to, count(from, to));
    const displs = ranksOf(size).map((rank) => 4 * (size - 1 - rank));
    const layOut = (pick: (i: number) => Float64Array) => {
      const array = new Float64Array(4 * size).fill(-1);
      ranksOf(size).forEach((i) => array.set(pick(i), displs[i]));
      return array;
    };
    run(size, seed, (p) =>
      alltoall(
        p,
        layOut((to) => block(p.rank, to)),
        {
          sendCounts: ranksOf(size).map((to) => count(p.rank, to)),
          sendDispls: displs,
          counts: ranksOf(size).map((from) => count(from, p.rank)),
          displs,
          into: new Float64Array(4 * size).fill(-1),
        },
      ),
    ).forEach((answer, rank) =>
      t.deepEqual(
        answer,
        layOut((from) => block(from, rank)),
      ),
    );

    const even = (from: number, to: number) => numbers(100 * from + to, (from + to) % 3);
    run(size, seed, (p) => {
      const mine = layOut((to) => even(p.rank, to));
      return alltoall(p, mine, { into: mine, counts: ranksOf(size).map((i) => (i + p.rank) % 3), displs });
    }).forEach((answer, rank) =>
      t.deepEqual(
        answer,
        layOut((from) => even(from, rank)),
      ),
    );
  });
});

test("reduceScatter: equal blocks, counts, in place, rank order", (t) => {
  everywhere((size, seed) => {
    for (const block of [0, 1, 3, 2001]) {
      const length = block * size;
      for (const [operation, combine] of [
        [sum, (a: number, b: number) => a + b],
        [compose, composed],
      ] as const) {
        const whole = folded(ranksOf(size), length, combine);
        const expected = ranksOf(size).map((rank) => whole.subarray(block * rank, block * (rank + 1)));
        const values = ranksOf(size).map((rank) => numbers(rank, length));
        run(size, seed, (p) => reduceScatter(p, values[p.rank], operation)).forEach((answer, rank) =>
          same(t, answer, expected[rank]),
        );
        values.forEach((value, rank) => untouched(t, value, rank));
        run(size, seed, (p) => {
          const mine = values[p.rank];
          return reduceScatter(p, mine, operation, { into: p.rank % 2 ? mine : new Float64Array(block + 1) });
        }).forEach((answer, rank) => same(t, answer.subarray(0, block), expected[rank]));
      }
    }
    const counts = ranksOf(size).map((rank) => (3 * rank) % 5);
    const ends = counts.map((_, i) => counts.slice(0, i + 1).reduce((a, b) => a + b, 0));
    const whole = folded(ranksOf(size), ends[size - 1], composed);
    run(size, seed, (p) => reduceScatter(p, numbers(p.rank, whole.length), compose, { counts })).forEach(
      (answer, rank) => t.deepEqual(answer, whole.slice(ends[rank] - counts[rank], ends[rank])),
    );
  });
  const bytes = run(3, 1, (p) => reduceScatter(p, Buffer.from([1, 2, 3]), sum));
  bytes.forEach((answer, rank) => t.true(Buffer.isBuffer(answer) && answer[0] === 3 * (rank + 1)));
});

test("scan and exscan: arrays, in place, values in rank order", (t) => {
  everywhere((size, seed) => {
    for (const length of LENGTHS) {
      const values = ranksOf(size).map((rank) => numbers(rank, length));
      const upTo = (rank: number) => folded(ranksOf(rank + 1), length, composed);
      run(size, seed, (p) => scan(p, values[p.rank], compose)).forEach((answer, rank) =>
        same(t, answer, upTo(rank)),
      );
      run(size, seed, (p) => exscan(p, values[p.rank], compose)).forEach((answer, rank) =>
        rank === 0 ? t.is(answer, undefined) : same(t, answer, upTo(rank - 1)),
      );
      values.forEach((value, rank) => untouched(t, value, rank));
      const copies = ranksOf(size).map((rank) => numbers(rank, length));
      run(size, seed, (p) => scan(p, copies[p.rank], compose, copies[p.rank])).forEach((answer, rank) => {
        t.is(answer, copies[rank]);
        same(t, answer, upTo(rank));
      });
      run(size, seed, (p) => exscan(p, values[p.rank], compose, values[p.rank]));
      values.forEach((value, rank) => same(t, value, rank === 0 ? numbers(0, length) : upTo(rank - 1)));
    }
    const text = (rank: number) => ranksOf(rank).join("");
    t.deepEqual(
      run(size, seed, (p) => scan(p, String(p.rank), concat)),
      ranksOf(size).map((rank) => text(rank + 1)),
    );
    t.deepEqual(
      run(size, seed, (p) => exscan(p, String(p.rank), concat)),
      ranksOf(size).map((rank) => (rank === 0 ? undefined : text(rank))),
    );
  });
});

/** A rank of a communicator on which nothing may be sent. */
function silent(size: number, rank = 0): Peers {
  const refuse = (): never => {
    throw new Error("a wrong argument must not touch the wire");
  };
  return { rank, size, isend: refuse, irecv: refuse };
}

test("wrong arguments are found before anything is sent", (t) => {
  const p = silent(3);
  const of = (length: number) => new Float64Array(length);
  const wrong = (code: string, message: RegExp, call: () => unknown) => t.throws(call, { code, message });
  const usage = (message: RegExp, call: () => unknown) => wrong("ERR_RANKS_USAGE", message, call);
  const truncated = (call: () => unknown) => wrong("ERR_RANKS_TRUNCATED", /room for/, call);
  const mismatch = (call: () => unknown) => wrong("ERR_RANKS_MISMATCH", /Float64Array/, call);

  usage(/sum cannot combine a string/, () => allreduce(p, "a", sum));
  usage(/band cannot combine a Float64Array/, () => reduce(p, of(2), band, 1));
  usage(/pass sum, max/, () => scan(p, 1, ((a: number) => a) as never));
  usage(/`into` is an object/, () => allreduce<unknown>(p, of(2), sum, {}));
  mismatch(() => allreduce<unknown>(p, 1, sum, of(1)));
  mismatch(() => exscan<unknown>(p, of(1), sum, new Int32Array(1)));
  truncated(() => allreduce(p, of(3), sum, of(2)));

  usage(/`into` is an object/, () => bcast<unknown>(p, undefined, 1, {}));
  mismatch(() => bcast<unknown>(p, 3, 0, of(2)));
  truncated(() => bcast(p, of(3), 0, of(2)));

  mismatch(() => gather(p, 3, 0, { into: of(3) }));
  mismatch(() => allgather(p, new Int8Array(1), { into: of(3) }));
  truncated(() => gather(p, of(3), 0, { into: of(8) }));
  truncated(() => allgather(p, of(3), { into: of(8), counts: [3, 3, 3] }));
  usage(/cannot share equally/, () => {
    const into = of(8);
    return allgather(p, into, { into });
  });
  usage(/2 entries for 3 ranks/, () => gather(p, of(1), 0, { into: of(3), counts: [1, 1] }));
  usage(/4 entries for 3 ranks/, () =>
    gather(p, of(1), 0, { into: of(3), counts: [1, 1, 1], displs: [0, 1, 2, 3] }),
  );
  usage(/counts\[1\] is -1/, () => gather(p, of(1), 0, { into: of(3), counts: [1, -1, 1] }));
  usage(/displs\[2\] is 0.5/, () =>
    gather(p, of(1), 0, { into: of(3), counts: [1, 1, 1], displs: [0, 1, 0.5] }),
  );
  usage(/without counts/, () => gather(p, of(1), 0, { into: of(3), displs: [0, 1, 2] }));
  usage(/rank 0 has 2 elements where 1/, () => allgather(p, of(2), { into: of(3), counts: [1, 1, 1] }));
  usage(/typed array/, () => gather(p, new ArrayBuffer(2), 0, { into: new ArrayBuffer(6) as never }));

  usage(/undefined/, () => scatter(p, undefined, 0));
  usage(/2 entries for 3 ranks/, () => scatter(p, [1, 2], 0));
  usage(/cannot share equally/, () => scatter(p, of(4), 0));
  usage(/end at element 4/, () => scatter(p, of(3), 0, { counts: [1, 1, 2] }));
  usage(/end at element 5/, () => scatter(p, of(4), 0, { counts: [1, 1, 2], displs: [0, 1, 3] }));
  usage(/for typed arrays/, () => scatter(p, [1, 2, 3], 0, { counts: [1, 1, 1] }));
  truncated(() => scatter<unknown>(p, of(6), 0, { into: of(1) }));
  mismatch(() => scatter<unknown>(p, of(6), 0, { into: new Int8Array(2) }));

  usage(/4 entries for 3 ranks/, () => alltoall(p, [1, 2, 3, 4]));
  usage(/cannot share equally/, () => alltoall(p, of(4)));
  usage(/sendCounts has 1 entries/, () => alltoall(p, of(4), { sendCounts: [4] }));
  usage(/pass counts/, () => alltoall(p, of(4), { sendCounts: [1, 1, 2], into: of(3) }));
  usage(/pass counts/, () => alltoall(p, [of(1), of(1), of(2)], { into: of(3) }));
  usage(/rank 0 has 1 elements where 2/, () => alltoall(p, of(3), { counts: [2, 1, 1], into: of(4) }));
  truncated(() => alltoall(p, of(6), { into: of(5) }));
  mismatch(() => alltoall(p, [1, 2, 3], { into: of(3) }));

  usage(/cannot share equally/, () => reduceScatter(p, of(4), sum));
  usage(/add up to 3/, () => reduceScatter(p, of(4), sum, { counts: [1, 1, 1] }));
  usage(/typed array/, () => reduceScatter(p, [1, 2, 3] as never, sum));
  truncated(() => reduceScatter(p, of(6), sum, { into: of(1) }));

  t.notThrows(
    () => gather(silent(3, 1), of(1), 0, { counts: [1], into: of(0) }),
    "ignored elsewhere than at the root",
  );
  t.notThrows(() => scatter(silent(3, 1), undefined, 0, { counts: [1] }));
  t.notThrows(() => allreduce(p, 1, sum), "and a call alone sends nothing");
});

test("ranks that bring different things find out", (t) => {
  const codes = (outcome: { error?: { code: string } }[]) => outcome.map(({ error }) => error?.code);
  const unequal = outcomes(2, 1, (p) => allreduce(p, new Float64Array(2 + p.rank), sum));
  t.true(codes(unequal).includes("ERR_RANKS_MISMATCH"));
  const kinds = outcomes<unknown>(2, 1, (p) => allreduce<unknown>(p, p.rank ? 1 : new Float64Array(1), sum));
  t.deepEqual(codes(kinds), ["ERR_RANKS_MISMATCH", "ERR_RANKS_MISMATCH"]);
  const shorter = outcomes(2, 1, (p) =>
    allgather(p, new Float64Array(2 - p.rank), { into: new Float64Array(4) }),
  );
  t.is(shorter[0].error?.code, "ERR_RANKS_USAGE");
  t.is(shorter[1].error?.code, "ERR_RANKS_TRUNCATED");
});
