import type { Communicator } from "ranks";
import type { Topic } from "./case.ts";
import { onFourCommunicators } from "./four-communicators.ts";
import type { Random } from "./random.ts";

export async function runCase(
  topic: Topic,
  name: string,
  world: Communicator,
  random: Random,
): Promise<void> {
  try {
    if (topic.on === "world") await topic.cases[name](world, random);
    else await onFourCommunicators(world, random, topic.cases[name]);
  } catch (cause) {
    throw new Error(`${topic.name}: ${name}, rank ${world.rank} of ${world.size}`, { cause });
  }
}
