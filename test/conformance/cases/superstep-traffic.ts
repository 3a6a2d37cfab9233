import type { Communicator } from "ranks";
import { bsp } from "ranks/bsp";
import type { Coarray } from "ranks/bsp";
import { same } from "../../harness/expect.ts";
import type { Random } from "../../harness/random.ts";

/** What a rank does in a superstep; every rank draws the same of all ranks. */
interface Deed {
  readonly rank: number;
  readonly what: "put" | "hpput" | "one" | "get" | "hpget" | "into" | "send";
  readonly peer: number;
  readonly array: number;
  readonly offset: number;
  readonly stride: number;
  readonly count: number;
  readonly stamp: number;
}

const ARRAYS = 3;
const KINDS = [Float64Array, Int32Array, Uint8Array] as const;

type Part = InstanceType<(typeof KINDS)[number]>;

function part(array: number, length: number, element: (i: number) => number): Part {
  const made = new KINDS[array](length);
  for (let i = 0; i < length; i++) made[i] = element(i);
  return made;
}

function values({ array, count, stamp }: Deed): Part {
  return part(array, count, (i) => (stamp + 3 * i) % 251);
}

function drawDeed(size: number, parts: readonly Part[][], stamp: number, random: Random): Deed {
  const [rank, peer, array] = [random(size), random(size), random(ARRAYS)];
  const { length } = parts[peer][array];
  const stride = random(3) === 0 ? 1 + random(3) : 1;
  const offset = random(length);
  const most = Math.ceil((length - offset) / stride);
  const count = random(3) === 0 ? random(most + 1) : Math.min(most, random(6));
  const what = (["put", "put", "one", "one", "get", "hpget", "into", "send"] as const)[random(8)];
  return { rank, what, peer, array, offset, stride, count: what === "one" ? 1 : count, stamp };
}

/** The model: all gets, then by rank and in order all puts; gives what each deed has read. */
function play(deeds: readonly Deed[], parts: readonly Part[][]): Map<Deed, Part> {
  const read = new Map<Deed, Part>();
  for (const deed of deeds)
    if (["get", "hpget", "into"].includes(deed.what)) {
      const from = parts[deed.peer][deed.array];
      read.set(
        deed,
        part(deed.array, deed.count, (i) => from[deed.offset + i * deed.stride]),
      );
    }
  for (const deed of deeds.toSorted((a, b) => a.rank - b.rank))
    if (["put", "hpput", "one"].includes(deed.what))
      values(deed).forEach(
        (value, i) => (parts[deed.peer][deed.array][deed.offset + i * deed.stride] = value),
      );
  return read;
}

/** Gives the array in which a get's answer will be. */
function act(
  deed: Deed,
  array: Coarray<Part>,
  send: (value: unknown, dest: number) => void,
): Part | undefined {
  const { what, peer, offset, stride, count } = deed;
  const to = { dest: peer, offset, stride };
  const from = { source: peer, offset, stride, count };
  if (what === "get") return array.get(from);
  if (what === "hpget") return array.hpget(from);
  if (what === "into") return array.get({ ...from, into: new KINDS[deed.array](count + 2) });
  if (what === "put") array.put(values(deed), to);
  else if (what === "hpput") array.hpput(values(deed), to);
  else if (what === "one") array.put(values(deed)[0], { dest: peer, offset });
  else send(count % 2 === 0 ? { stamp: deed.stamp } : values(deed), peer);
  return undefined;
}

/** Random supersteps against a model that knows all ranks. */
export async function randomSuperstepsObeyTheModel(world: Communicator, random: Random): Promise<void> {
  const steps = bsp(world);
  const { rank, size } = steps;
  const lengths = [8, 300, random(2) === 0 ? 30 : 20_000];
  const parts = Array.from({ length: size }, () =>
    KINDS.map((Kind, i): Part => new Kind(lengths[i] + random(9))),
  );
  const arrays = parts[rank].map((part) => steps.register(part.slice())) as unknown as Coarray<Part>[];
  await steps.sync();
  for (let superstep = 0; superstep < 6; superstep++) {
    // An unbuffered put or get must have its elements for itself, so there are few of them and only where nothing else is done.
    const alone = random(5) === 0;
    const deeds = Array.from({ length: alone ? 1 : random(8 * size) }, (_, i) =>
      drawDeed(size, parts, superstep * 1000 + i, random),
    ).map((deed) => (alone && deed.what === "put" ? { ...deed, what: "hpput" as const } : deed));
    const mine = deeds.filter((deed) => deed.rank === rank);
    const got = mine.map((deed) =>
      act(deed, arrays[deed.array], (value, dest) => steps.send(value, { dest, tag: deed.stamp })),
    );
    const read = play(deeds, parts);
    await steps.sync();
    mine.forEach((deed, i) => {
      if (read.has(deed)) same(got[i]!.subarray(0, deed.count), read.get(deed), JSON.stringify(deed));
    });
    arrays.forEach(({ local }, i) =>
      same(local, parts[rank][i], `array ${i} after superstep ${superstep + 1}`),
    );
    const sent = deeds.filter(({ what, peer }) => what === "send" && peer === rank);
    const expected = sent
      .toSorted((a, b) => a.rank - b.rank)
      .map((deed) => ({
        source: deed.rank,
        tag: deed.stamp,
        value: deed.count % 2 === 0 ? { stamp: deed.stamp } : values(deed),
      }));
    same(steps.messages(), expected, `messages of superstep ${superstep + 1}`);
  }
}
