import { ANY_SOURCE, ANY_TAG } from "ranks";
import type { Communicator, Request } from "ranks";
import { randomFrom, shuffled } from "../../harness/random.ts";
import type { Random } from "../../harness/random.ts";
import { check, same } from "../../harness/expect.ts";
import { neighbours } from "../../harness/neighbours.ts";

/** Small ones, ones about as long as a frame, and ones that must be pulled. */
function lengthOf(random: Random): number {
  return [1, 10, 120, 124, 300, 5000][random(6)];
}

/** Messages of one sender and one tag arrive as they were sent, however their sizes mix. */
export async function messagesNeverOvertake(world: Communicator, random: Random): Promise<void> {
  const { rank, size } = world;
  const count = 30;
  const lengths = Array.from({ length: count }, () => lengthOf(random));
  const mine = randomFrom(rank + random(1000));
  const sends: Request<void>[] = [];
  const received = Array.from({ length: size }, () => 0);
  const receives: Promise<void>[] = [];
  const receive = async (source: number): Promise<void> => {
    const number = received[source]++;
    const array = await world.recv<Float64Array>({ source, tag: 3 });
    same(array[0], number, `number from ${source}`);
    same(array.length, lengths[number], `length from ${source}`);
  };
  for (let i = 0; i < count; i++) {
    for (let dest = 0; dest < size; dest++)
      sends.push(world.send(new Float64Array(lengths[i]).fill(i), { dest, tag: 3 }));
    const source = mine(size);
    if (received[source] < count) receives.push(receive(source));
    if (mine(4) === 0) await receives.at(-1);
  }
  for (let source = 0; source < size; source++)
    while (received[source] < count) receives.push(receive(source));
  await Promise.all([...receives, ...sends]);
}

export async function tagsSelect(world: Communicator, random: Random): Promise<void> {
  const { next, previous } = neighbours(world);
  const lengths = Array.from({ length: 20 }, () => lengthOf(random));
  const sends = lengths.map((length, tag) =>
    world.send(new Float64Array(length).fill(tag), { dest: next, tag }),
  );
  for (const tag of shuffled(20, random)) {
    const array = await world.recv<Float64Array>({ source: previous, tag });
    same(array, new Float64Array(lengths[tag]).fill(tag), `tag ${tag}`);
  }
  await Promise.all(sends);
}

export async function aWildcardTagFollowsTheSender(world: Communicator, random: Random): Promise<void> {
  const { next, previous } = neighbours(world);
  const tags = shuffled(20, random);
  const sends = tags.map((tag) => world.send(new Float64Array(lengthOf(random)), { dest: next, tag }));
  for (const tag of tags) {
    const receive = world.recv({ source: previous, tag: ANY_TAG });
    await receive;
    same(receive.status.tag, tag, "tag");
  }
  await Promise.all(sends);
}

/** Of the receives that match, the one posted first takes the message. */
export async function theOldestReceiveWins(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const any = world.recv<string>({ source: ANY_SOURCE, tag: 1 });
  const exact = world.recv<string>({ source: previous, tag: 1 });
  const anyTag = world.recv<string>({ source: previous });
  const last = world.recv<string>({ source: previous, tag: 1 });
  await world.barrier();
  for (const text of ["first", "second", "third", "fourth"]) await world.send(text, { dest: next, tag: 1 });
  same(
    await Promise.all([any, exact, anyTag, last]),
    ["first", "second", "third", "fourth"],
    "in posted order",
  );
}

export async function anExactReceiveIsPassedByOtherTags(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const second = world.recv<string>({ source: previous, tag: 2 });
  const other = world.recv<string>({ source: previous });
  await world.barrier();
  await world.send("tag 1", { dest: next, tag: 1 });
  await world.send("tag 2", { dest: next, tag: 2 });
  same(await other, "tag 1", "any tag");
  same(await second, "tag 2", "tag 2");
}

export async function anySourceHearsEverybodyOnce(world: Communicator, random: Random): Promise<void> {
  const { rank, size } = world;
  const perRank = 10;
  const lengths = Array.from({ length: perRank }, () => lengthOf(random));
  const root = random(size);
  const sends = lengths.map((length, i) =>
    world.send(new Float64Array(length).fill(1000 * rank + i), { dest: root, tag: i }),
  );
  if (rank === root) {
    const next = new Array<number>(size).fill(0);
    for (let i = 0; i < perRank * size; i++) {
      const receive = world.recv<Float64Array>();
      const array = await receive;
      const { source, tag } = receive.status;
      same(tag, next[source]++, `tag from ${source}`);
      same(array, new Float64Array(lengths[tag]).fill(1000 * source + tag), `from ${source}`);
    }
    check(
      next.every((n) => n === perRank),
      "everybody was heard",
    );
  }
  await Promise.all(sends);
}

export async function anySourceWithATagLeavesOthersAlone(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const sends = Array.from({ length: size }, (_, dest) => [
    world.send(`plain ${rank}`, { dest, tag: 1 }),
    world.send(`urgent ${rank}`, { dest, tag: 2 }),
  ]).flat();
  const urgent: string[] = [];
  for (let i = 0; i < size; i++) urgent.push(await world.recv<string>({ tag: 2 }));
  same(
    urgent.toSorted(),
    Array.from({ length: size }, (_, i) => `urgent ${i}`),
    "tag 2",
  );
  for (let source = 0; source < size; source++)
    same(await world.recv({ source }), `plain ${source}`, "tag 1");
  await Promise.all(sends);
}
