import type { Communicator } from "ranks";
import type { Case } from "./case.ts";
import { randomFrom } from "./random.ts";
import type { Random } from "./random.ts";

/** Runs a case where ranks are numbered as in the world, where they are in a context apart, where they run backwards, and alone. */
export async function onFourCommunicators(world: Communicator, random: Random, body: Case): Promise<void> {
  const duplicate = await world.dup();
  const half = (await world.split(world.rank % 2, -world.rank, { name: "half" }))!;
  const seed = random(2 ** 31);
  for (const communicator of [world, duplicate, half, world.self]) {
    try {
      await body(communicator, randomFrom(seed));
    } catch (cause) {
      throw new Error(`on ${communicator.name}, as its rank ${communicator.rank}`, { cause });
    }
  }
  await half.free();
  await duplicate.free();
}
