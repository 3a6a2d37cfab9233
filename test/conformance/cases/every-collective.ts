import { op, sum } from "ranks";
import type { Communicator } from "ranks";
import { same } from "../../harness/expect.ts";
import type { Random } from "../../harness/random.ts";

// Each collective on arrays and on values, in few calls: for many ranks, with which the other cases take minutes.

export { aBarrierHoldsEverybody } from "./barrier-and-movement.ts";

/** Elements of a piece: at once, announced and then fetched, and more than 32 KiB, of which few are exchanged at the same time. */
const PIECES = [3, 700, 4200];
/** Elements to combine, on both sides of the limits between algorithms (`src/collectives/choose.ts`). */
const OPERANDS = [5, 3000];
const SCATTERED = [3, 300];

function ranksOf({ size }: Communicator): number[] {
  return Array.from({ length: size }, (_, rank) => rank);
}

function someRoots({ size }: Communicator, random: Random): Set<number> {
  return new Set([0, size - 1, random(size)]);
}

/** No two elements of all pieces are alike. */
function piece(from: number, to: number, length: number): Float64Array {
  const array = new Float64Array(length);
  for (let i = 0; i < length; i++) array[i] = 1000 * from + to + i / 2 ** 20;
  return array;
}

function joined(pieces: readonly Float64Array[]): Float64Array {
  const array = new Float64Array(pieces.reduce((room, { length }) => room + length, 0));
  let end = 0;
  for (const each of pieces) {
    array.set(each, end);
    end += each.length;
  }
  return array;
}

export async function arraysMove(world: Communicator, random: Random): Promise<void> {
  const { rank, size } = world;
  const ranks = ranksOf(world);
  for (const length of PIECES) {
    const what = `arrays of ${length}`;
    const mine = piece(rank, 0, length);
    const each = joined(ranks.map((from) => piece(from, 0, length)));
    const outgoing = joined(ranks.map((to) => piece(rank, to, length)));
    for (const root of someRoots(world, random)) {
      const atRoot = rank === root;
      same(
        await world.bcast(atRoot ? mine : undefined, { root }),
        piece(root, 0, length),
        `bcast of ${what}`,
      );
      const into = new Float64Array(atRoot ? size * length : 0);
      await world.gather(mine, { root, into });
      if (atRoot) same(into, each, `gather of ${what}`);
      const scattered = await world.scatter(atRoot ? outgoing : undefined, { root });
      same(scattered, piece(root, rank, length), `scatter of ${what}`);
    }
    same(
      await world.allgather(mine, { into: new Float64Array(size * length) }),
      each,
      `allgather of ${what}`,
    );
    const incoming = ranks.map((from) => piece(from, rank, length));
    same(await world.alltoall(outgoing), incoming, `alltoall of ${what}`);
  }
}

interface Letter {
  readonly from: number;
  readonly to: readonly number[];
  readonly text: string;
}

function letter(from: number, to: number): Letter {
  return { from, to: [to], text: "grüße ".repeat(from + to) };
}

export async function valuesMove(world: Communicator, random: Random): Promise<void> {
  const { rank } = world;
  const ranks = ranksOf(world);
  const outgoing = ranks.map((to) => letter(rank, to));
  const incoming = ranks.map((from) => letter(from, rank));
  for (const root of someRoots(world, random)) {
    const atRoot = rank === root;
    same(await world.bcast(atRoot ? letter(root, 0) : undefined, { root }), letter(root, 0), "bcast");
    same(await world.gather(outgoing[root], { root }), atRoot ? incoming : undefined, "gather");
    same(await world.scatter(atRoot ? outgoing : undefined, { root }), letter(root, rank), "scatter");
  }
  const everybody = ranks.map((from) => letter(from, 0));
  same(await world.allgather(letter(rank, 0)), everybody, "allgather");
  same(await world.alltoall(outgoing), incoming, "alltoall");
}

/** Sums of whole numbers, which do not round in any order. */
function operand(rank: number, length: number): Float64Array {
  const array = new Float64Array(length);
  for (let i = 0; i < length; i++) array[i] = (rank + 1) * (i % 1013);
  return array;
}

function total(ranks: readonly number[], length: number): Float64Array {
  const array = new Float64Array(length);
  for (const rank of ranks) operand(rank, length).forEach((x, i) => (array[i] += x));
  return array;
}

export async function arraysCombine(world: Communicator, random: Random): Promise<void> {
  const { rank, size } = world;
  const ranks = ranksOf(world);
  for (const length of OPERANDS) {
    const what = `arrays of ${length}`;
    const mine = operand(rank, length);
    const whole = total(ranks, length);
    same(await world.allreduce(mine, sum), whole, `allreduce of ${what}`);
    for (const root of someRoots(world, random))
      same(await world.reduce(mine, sum, { root }), rank === root ? whole : undefined, `reduce of ${what}`);
    same(await world.scan(mine, sum), total(ranks.slice(0, rank + 1), length), `scan of ${what}`);
    const before = rank === 0 ? undefined : total(ranks.slice(0, rank), length);
    same(await world.exscan(mine, sum), before, `exscan of ${what}`);
  }
  for (const length of SCATTERED) {
    const own = total(ranks, size * length).slice(rank * length, (rank + 1) * length);
    same(
      await world.reduceScatter(operand(rank, size * length), sum),
      own,
      `reduceScatter to ${length} each`,
    );
  }
}

/** Tells the order in which it was applied. */
const concatenation = op<string>((left, right) => left + right);

export async function valuesCombine(world: Communicator, random: Random): Promise<void> {
  const { rank } = world;
  const words = ranksOf(world).map((each) => `${each} `);
  const whole = words.join("");
  same(await world.allreduce(words[rank], concatenation), whole, "allreduce");
  for (const root of someRoots(world, random))
    same(
      await world.reduce(words[rank], concatenation, { root }),
      rank === root ? whole : undefined,
      "reduce",
    );
  same(await world.scan(words[rank], concatenation), words.slice(0, rank + 1).join(""), "scan");
  const before = rank === 0 ? undefined : words.slice(0, rank).join("");
  same(await world.exscan(words[rank], concatenation), before, "exscan");
}
