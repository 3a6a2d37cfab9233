import test from "ava";
import { simulate } from "ranks/testing";
import { describeError } from "../harness/describe-error.ts";
import { endure, STEPS } from "../harness/endure.ts";

const LENGTHS = [0, 1, 100, 2000];

for (const [name, step] of Object.entries(STEPS))
  test(`ranks die during ${name}`, async (t) => {
    for (const [size, deaths] of [
      [2, 1],
      [3, 1],
      [5, 2],
      [6, 5],
    ])
      for (let seed = 0; seed < 60; seed++) {
        try {
          const steps = Array.from({ length: 4 }, () => step);
          const answers = await simulate(size, seed, (world) => endure(world, seed, steps, LENGTHS), {
            onPeerLost: "reject",
            deaths,
          });
          const survivors = answers.filter((each) => each !== undefined);
          if (survivors.length < size - deaths) throw new Error("too few ranks have ended well");
          for (const members of survivors) t.deepEqual(members, survivors[0]);
        } catch (error) {
          t.fail(`${name}: ${size} ranks, ${deaths} die, seed ${seed}: ${describeError(error)}`);
          return;
        }
      }
  });
