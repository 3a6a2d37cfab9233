import test from "ava";
import { simulate } from "ranks/testing";
import type { Topic } from "./case.ts";
import { describeError } from "./describe-error.ts";
import { randomFrom } from "./random.ts";
import { runCase } from "./run-case.ts";

export const SIZES = [1, 2, 3, 4, 5, 7] as const;

/** Makes a test of each case: it must hold whatever the order of events. */
export function simulateTopics(topics: readonly Topic[], seeds: number): void {
  for (const topic of topics)
    for (const name of Object.keys(topic.cases))
      test(`${topic.name}: ${name}`, async (t) => {
        for (const size of SIZES)
          for (let seed = 0; seed < seeds; seed++) {
            try {
              await simulate(size, seed, (world) => runCase(topic, name, world, randomFrom(seed)));
            } catch (error) {
              t.fail(`${size} simulated ranks, seed ${seed}:\n  ${describeError(error)}`);
              return;
            }
          }
        t.pass();
      });
}
