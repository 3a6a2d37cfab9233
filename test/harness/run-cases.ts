// A program of a job: runs cases on this job's world, one after the other, with a barrier between them.
//
//   run-cases.js SEED [PART OF A NAME]...
import { spmd } from "ranks";
import { realTopics } from "./catalogue.ts";
import { describeError } from "./describe-error.ts";
import { randomFrom } from "./random.ts";
import { runCase } from "./run-case.ts";

const [seed, ...wanted] = process.argv.slice(2);

await spmd(async (world) => {
  const cases = realTopics.flatMap((topic) => Object.keys(topic.cases).map((name) => ({ topic, name })));
  for (const [i, { topic, name }] of cases.entries()) {
    const title = `${topic.name}: ${name}`;
    if (wanted.length > 0 && !wanted.some((part) => title.includes(part))) continue;
    // The last such line of each rank tells where a job stood that did not end.
    console.log(title);
    try {
      await runCase(topic, name, world, randomFrom(Number(seed) + i));
    } catch (error) {
      console.error(`FAILED ${describeError(error)}`);
      throw error;
    }
    await world.barrier();
  }
  console.log("all cases passed");
});
