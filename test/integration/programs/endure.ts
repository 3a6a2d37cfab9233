// A program that goes on until LOSSES ranks are lost: `endure.js SEED LOSSES await|block STEP...`. It is killed from outside;
// with `--throw RANK...` behind it, these ranks end by an error, each at a moment of its own.
import { spmd } from "ranks";
import type { Communicator } from "ranks";
import { endure, STEPS } from "../../harness/endure.ts";
import { blocking } from "../../harness/blocking.ts";
import { randomFrom } from "../../harness/random.ts";

const [seed, losses, how, ...rest] = process.argv.slice(2);
const at = rest.indexOf("--throw");
const names = at < 0 ? rest : rest.slice(0, at);
const victims = at < 0 ? [] : rest.slice(at + 1).map(Number);

await spmd(
  async (world: Communicator) => {
    console.log(`pid ${process.pid} is rank ${world.rank}`);
    if (victims.includes(world.rank)) {
      setTimeout(
        () => {
          throw new Error(`rank ${world.rank} has had enough`);
        },
        randomFrom(Number(seed) + world.rank)(100),
      );
    }
    const steps = names.map((name) => STEPS[name]);
    // Who blocks hears no timer.
    const comm = how === "block" && !victims.includes(world.rank) ? blocking(world) : world;
    const left = await endure(comm, Number(seed), steps, [0, 1, 1000, 100_000], Number(losses));
    console.log(`rank ${world.rank} went on with ${left.join(" ")}`);
  },
  { onPeerLost: "reject" },
);
