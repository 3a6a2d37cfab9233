import type { Communicator, TypedArray } from "ranks";
import { check, fails, same } from "../../harness/expect.ts";
import type { Random } from "../../harness/random.ts";
import { arrayClasses, awkwardValues, sample } from "../../harness/samples.ts";
import { neighbours } from "../../harness/neighbours.ts";

function ranksOf({ size }: Communicator): number[] {
  return Array.from({ length: size }, (_, rank) => rank);
}

/** Pieces of rank-dependent length: `counts`, and `displs` that leave gaps and run backwards. */
function unequal(world: Communicator): { counts: number[]; displs: number[]; room: number } {
  const counts = ranksOf(world).map((rank) => (rank * 7) % 4);
  const displs: number[] = [];
  let room = 1;
  for (const rank of ranksOf(world).toReversed()) {
    displs[rank] = room;
    room += counts[rank] + 2;
  }
  return { counts, displs, room };
}

/** What arrives with `counts` and `displs` in an array of -1. */
function laidOut(world: Communicator, seedOf: (source: number) => number): Float64Array {
  const { counts, displs, room } = unequal(world);
  const array = new Float64Array(room).fill(-1);
  for (const rank of ranksOf(world))
    array.set(sample(Float64Array, counts[rank], seedOf(rank)), displs[rank]);
  return array;
}

/** Nobody leaves before the last has come. */
export async function aBarrierHoldsEverybody(world: Communicator, random: Random): Promise<void> {
  const { rank, size } = world;
  const late = random(size);
  const { next, previous } = neighbours(world);
  // The late rank comes only after its neighbour's message, which is sent before the neighbour's barrier.
  const sending = world.send("go", { dest: next });
  const others = ranksOf(world).filter((each) => each !== rank);
  const tokens = rank === late ? others.map((source) => world.recv({ source, tag: 8 })) : [];
  if (rank !== late) await world.send("here", { dest: late, tag: 8 });
  const barrier = rank === late ? undefined : world.barrier();
  if (barrier !== undefined) check(!barrier.test(), "a barrier is complete although a rank has not come");
  if (rank !== late) await world.send("still here", { dest: late, tag: 9 });
  await Promise.all(tokens);
  if (rank === late) for (const source of others) await world.recv({ source, tag: 9 });
  await (barrier ?? world.barrier());
  same(await world.recv({ source: previous, tag: 0 }), "go", "token");
  await sending;
}

export async function bcastOfEveryValueFromEveryRoot(world: Communicator): Promise<void> {
  const entries = Object.entries(awkwardValues);
  for (const root of ranksOf(world))
    for (const [i, [name, make]] of entries.entries()) {
      if (i % world.size !== root) continue;
      same(
        await world.bcast(world.rank === root ? make() : "ignored", { root }),
        make(),
        `${name} from ${root}`,
      );
    }
}

export async function bcastOfArrays(world: Communicator): Promise<void> {
  for (const root of ranksOf(world))
    for (const Class of arrayClasses)
      for (const length of [0, 3, 700]) {
        const mine = world.rank === root ? sample(Class, length, root) : undefined;
        const answer = await world.bcast<TypedArray>(mine, { root });
        same(answer, sample(Class, length, root), `${Class.name} of ${length} from ${root}`);
      }
}

export async function bcastIntoAnArray(world: Communicator): Promise<void> {
  for (const root of ranksOf(world))
    for (const length of [0, 6, 5000]) {
      const into = new Float64Array(length + 2).fill(-1);
      const mine = world.rank === root ? sample(Float64Array, length, root) : undefined;
      check((await world.bcast(mine, { root, into })) === into, "the answer is `into`");
      same(into.slice(0, length), sample(Float64Array, length, root), "elements");
      same(into.slice(length), Float64Array.of(-1, -1), "rest");

      const place = world.rank === root ? sample(Float64Array, length, 1) : new Float64Array(length);
      check((await world.bcast(place, { root, into: place })) === place, "in place");
      same(place, sample(Float64Array, length, 1), "elements in place");
    }
}

export async function bcastSharesNoMemory(world: Communicator): Promise<void> {
  for (const make of [
    () => Float64Array.of(1, 2),
    () => Buffer.from([1, 2]),
    () => [1, 2],
  ] as (() => number[])[]) {
    const mine = make();
    const answer = await world.bcast(mine, { root: 0 });
    answer[0] = 50;
    same(mine[0], 1, "the root's own");
  }
}

export async function gatherFromEverybody(world: Communicator): Promise<void> {
  const { rank } = world;
  const values = Object.values(awkwardValues);
  for (const root of ranksOf(world)) {
    const mine = { rank, at: [root] };
    const answer = await world.gather(mine, { root });
    const expected = ranksOf(world).map((each) => ({ rank: each, at: [root] }));
    same(answer, rank === root ? expected : undefined, "objects");
    if (answer !== undefined) check(answer[rank] !== mine, "the rank's own entry is a copy");

    // Pieces of different kinds and lengths are entries of the list.
    const kinds = (each: number): unknown =>
      each % 2 === 0 ? sample(Float64Array, each * 300, each) : values[each]();
    same(
      await world.gather(kinds(rank), { root }),
      rank === root ? ranksOf(world).map(kinds) : undefined,
      "mixed",
    );
  }
}

export async function gatherIntoAnArray(world: Communicator): Promise<void> {
  const { rank, size } = world;
  for (const root of ranksOf(world)) {
    for (const length of [0, 3, 1100]) {
      const into = new Int32Array(size * length + 1).fill(-1);
      const answer = await world.gather(sample(Int32Array, length, rank), { root, into });
      check(answer === (rank === root ? into : undefined), "the answer");
      if (rank !== root) same(into, new Int32Array(size * length + 1).fill(-1), "off the root");
      else
        for (const i of ranksOf(world))
          same(into.slice(i * length, (i + 1) * length), sample(Int32Array, length, i), `piece ${i}`);
    }
    const { counts, displs, room } = unequal(world);
    const mine = sample(Float64Array, counts[rank], rank);
    const into = new Float64Array(room).fill(-1);
    await world.gather(mine, { root, into, counts, displs });
    if (rank === root)
      same(
        into,
        laidOut(world, (i) => i),
        "counts and displs",
      );
    const total = counts.reduce((sum, count) => sum + count, 0);
    const dense = new Float64Array(total);
    await world.gather(mine, { root, into: dense, counts });
    if (rank === root)
      same(dense, joined(ranksOf(world).map((i) => sample(Float64Array, counts[i], i))), "counts");
  }
}

function joined(pieces: readonly Float64Array[]): Float64Array {
  return Float64Array.from(pieces.flatMap((piece) => [...piece]));
}

export async function gatherInPlace(world: Communicator): Promise<void> {
  const { rank, size } = world;
  for (const root of ranksOf(world)) {
    const whole = new Float64Array(size * 4);
    whole.set(sample(Float64Array, 4, rank), rank * 4);
    if (rank === root) await world.gather(whole, { root, into: whole });
    else await world.gather(sample(Float64Array, 4, rank), { root });
    if (rank === root) same(whole, joined(ranksOf(world).map((i) => sample(Float64Array, 4, i))), "root");
  }
}

export async function allgatherFromEverybody(world: Communicator): Promise<void> {
  const { rank } = world;
  const values = Object.values(awkwardValues);
  for (let i = 0; i < values.length; i += 5) {
    const value = (each: number): unknown => values[(i + each) % values.length]();
    same(await world.allgather(value(rank)), ranksOf(world).map(value), `values from ${i}`);
  }
  const array = (each: number): Float64Array => sample(Float64Array, each * 900, each);
  same(await world.allgather(array(rank)), ranksOf(world).map(array), "unequal arrays");
}

export async function allgatherIntoAnArray(world: Communicator): Promise<void> {
  const { rank, size } = world;
  for (const Class of arrayClasses)
    for (const length of [0, 2, 600]) {
      const into = new Class(size * length + 1);
      const answer = await world.allgather(sample(Class, length, rank), { into });
      check((answer as unknown) === into, "the answer is `into`");
      for (const i of ranksOf(world))
        same(
          into.slice(i * length, (i + 1) * length),
          sample(Class, length, i),
          `piece ${i} of a ${Class.name}`,
        );
    }
  const { counts, displs, room } = unequal(world);
  const into = new Float64Array(room).fill(-1);
  await world.allgather(sample(Float64Array, counts[rank], rank), { into, counts, displs });
  same(
    into,
    laidOut(world, (i) => i),
    "counts and displs",
  );

  const place = new Float64Array(size * 50);
  place.set(sample(Float64Array, 50, rank), rank * 50);
  await world.allgather(place, { into: place });
  same(place, joined(ranksOf(world).map((i) => sample(Float64Array, 50, i))), "in place");

  const gaps = new Float64Array(room).fill(-1);
  gaps.set(sample(Float64Array, counts[rank], rank), displs[rank]);
  await world.allgather(gaps, { into: gaps, counts, displs });
  same(
    gaps,
    laidOut(world, (i) => i),
    "in place, with counts and displs",
  );
}

export async function scatterFromEveryRoot(world: Communicator): Promise<void> {
  const { rank, size } = world;
  for (const root of ranksOf(world)) {
    const list = ranksOf(world).map((i) => ({ for: i, by: root }));
    const answer = await world.scatter(rank === root ? list : undefined, { root });
    same(answer, { for: rank, by: root }, "objects");
    check(answer !== list[rank], "the root's own piece is a copy");

    const arrays = ranksOf(world).map((i) => sample(Uint8Array, i * 1000, i));
    same(await world.scatter(rank === root ? arrays : undefined, { root }), arrays[rank], "a list of arrays");

    for (const length of [0, 4, 1500]) {
      const whole = sample(Float64Array, size * length, root);
      const block = whole.slice(rank * length, (rank + 1) * length);
      const mine = await world.scatter(rank === root ? whole : undefined, { root });
      same(mine, block, "block");
      if (length > 0) mine[0] = -77;
      same(whole, sample(Float64Array, size * length, root), "what was scattered");
      const into = new Float64Array(length + 1).fill(-1);
      check(
        (await world.scatter(rank === root ? whole : undefined, { root, into })) === into,
        "the answer is `into`",
      );
      same(into.slice(0, length), block, "into");
      same(into[length], -1, "rest");
    }

    const { counts, displs } = unequal(world);
    const pieces = laidOut(world, (i) => i);
    const own = sample(Float64Array, counts[rank], rank);
    same(
      await world.scatter(rank === root ? pieces : undefined, { root, counts, displs }),
      own,
      "counts and displs",
    );
    const dense = joined(ranksOf(world).map((i) => sample(Float64Array, counts[i], i)));
    same(await world.scatter(rank === root ? dense : undefined, { root, counts }), own, "counts");
  }
}

/** The root's piece stays where it is. */
export async function scatterInPlace(world: Communicator): Promise<void> {
  const { rank, size } = world;
  for (const root of ranksOf(world)) {
    const whole = sample(Int32Array, size * 3, root);
    const expected = whole.slice();
    if (rank === root) {
      check((await world.scatter(whole, { root, into: whole })) === whole, "the answer is `into`");
      same(whole, expected, "the root's array");
    } else {
      const into = new Int32Array(3);
      await world.scatter<Int32Array>(undefined, { root, into });
      same(into, expected.slice(rank * 3, rank * 3 + 3), "piece");
    }
  }
}

export async function alltoallOfEverything(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const text = (from: number, to: number): string => `${from}>${to}`;
  same(
    await world.alltoall(ranksOf(world).map((to) => text(rank, to))),
    ranksOf(world).map((from) => text(from, rank)),
    "texts",
  );

  const array = (from: number, to: number): Float64Array =>
    sample(Float64Array, from * 70 + to * 200, from + 8 * to);
  same(
    await world.alltoall(ranksOf(world).map((to) => array(rank, to))),
    ranksOf(world).map((from) => array(from, rank)),
    "arrays",
  );

  for (const length of [0, 2, 1300]) {
    const out = joined(ranksOf(world).map((to) => sample(Float64Array, length, rank + 8 * to)));
    const pieces = ranksOf(world).map((from) => sample(Float64Array, length, from + 8 * rank));
    same(await world.alltoall(out), pieces, "blocks");
    const into = new Float64Array(size * length + 1).fill(-1);
    check((await world.alltoall(out, { into })) === into, "the answer is `into`");
    same(into, joined([...pieces, Float64Array.of(-1)]), "blocks into an array");
    check((await world.alltoall(out, { into: out })) === out, "in place");
    same(out, joined(pieces), "blocks in place");
  }
}

export async function alltoallWithCounts(world: Communicator): Promise<void> {
  const { rank } = world;
  const count = (from: number, to: number): number => (from * 3 + to * 5) % 4;
  const piece = (from: number, to: number): Float64Array =>
    sample(Float64Array, count(from, to), from + 8 * to);
  const out = joined(ranksOf(world).map((to) => piece(rank, to)));
  const sendCounts = ranksOf(world).map((to) => count(rank, to));
  const counts = ranksOf(world).map((from) => count(from, rank));
  const expected = ranksOf(world).map((from) => piece(from, rank));
  same(await world.alltoall(out, { sendCounts }), expected, "pieces");
  const into = new Float64Array(joined(expected).length);
  await world.alltoall(out, { sendCounts, into, counts });
  same(into, joined(expected), "into");

  // With gaps on both sides, and the pieces backwards.
  const backwards = (lengths: readonly number[]): { displs: number[]; room: number } => {
    const displs: number[] = [];
    let room = 2;
    for (let i = lengths.length - 1; i >= 0; i--) {
      displs[i] = room;
      room += lengths[i] + 1;
    }
    return { displs, room };
  };
  const sending = backwards(sendCounts);
  const spread = new Float64Array(sending.room).fill(-2);
  ranksOf(world).forEach((to) => spread.set(piece(rank, to), sending.displs[to]));
  const coming = backwards(counts);
  const target = new Float64Array(coming.room).fill(-1);
  await world.alltoall(spread, {
    sendCounts,
    sendDispls: sending.displs,
    into: target,
    counts,
    displs: coming.displs,
  });
  const laid = new Float64Array(coming.room).fill(-1);
  expected.forEach((each, from) => laid.set(each, coming.displs[from]));
  same(target, laid, "sendDispls and displs");
}

export async function movementRefusesWrongArguments(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const bytes = new Uint8Array(size);
  for (const root of [-1, size, 0.5, NaN]) {
    await fails(world.bcast(1, { root }), "ERR_RANKS_RANK", /root/);
    await fails(world.gather(1, { root }), "ERR_RANKS_RANK", /root/);
    await fails(world.scatter([1], { root }), "ERR_RANKS_RANK", /root/);
  }
  const wrongLength = new Array<number>(size + 1).fill(1);
  await fails(
    world.allgather(bytes, { into: new Uint8Array(9 * size), counts: wrongLength }),
    "ERR_RANKS_USAGE",
  );
  await fails(
    world.allgather(bytes, { into: new Uint8Array(9 * size), counts: new Array<number>(size).fill(-1) }),
    "ERR_RANKS_USAGE",
  );
  await fails(world.allgather(bytes, { into: new Uint8Array(size * size - 1) }), "ERR_RANKS_TRUNCATED");
  await fails(world.allgather(bytes, { into: new Int8Array(size * size) }), "ERR_RANKS_MISMATCH");
  await fails(world.alltoall(new Array<number>(size + 1).fill(1)), "ERR_RANKS_USAGE");
  if (size > 1) await fails(world.alltoall(new Uint8Array(size + 1)), "ERR_RANKS_USAGE");
  if (rank === 0) {
    await fails(world.scatter(new Array<number>(size + 1).fill(1)), "ERR_RANKS_USAGE");
    if (size > 1) await fails(world.scatter(new Uint8Array(size + 1)), "ERR_RANKS_USAGE");
    await fails(world.scatter(undefined), "ERR_RANKS_USAGE");
    await fails(world.scatter(bytes, { counts: wrongLength }), "ERR_RANKS_USAGE");
    await fails(world.gather(bytes, { into: new Uint8Array(size * size - 1) }), "ERR_RANKS_TRUNCATED");
  }
  // None of these has used up a number: ranks that made different mistakes are still together.
  same(await world.allgather(rank), ranksOf(world), "afterwards");
}

/** What cannot be sent is a wrong argument too. */
export async function movementRefusesValuesThatCannotBeSent(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const call = (): number => 1;
  if (rank === 0) {
    await fails(world.bcast(call), "ERR_RANKS_VALUE");
    if (size > 1) await fails(world.scatter(new Array<unknown>(size).fill(call)), "ERR_RANKS_VALUE");
  }
  if (size > 1) await fails(world.allgather(call), "ERR_RANKS_VALUE");
  same(await world.allgather(rank), ranksOf(world), "afterwards");
}
