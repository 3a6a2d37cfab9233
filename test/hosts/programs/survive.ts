// Ranks compute together, and go on without those that are lost: `survive.js ROUNDS`. It ends when some were lost, and the others
// have had so many rounds since.
import assert from "node:assert";
import { setTimeout as sleep } from "node:timers/promises";
import { RanksError, spmd, sum } from "ranks";
import type { Communicator } from "ranks";

const PAUSE_MS = 10;
const wanted = Number(process.argv[2]);

await spmd(
  async (world) => {
    let comm: Communicator = world;
    console.log(`rank ${world.rank} computes, pid ${process.pid}`);
    for (let rounds = 0; rounds < wanted || comm === world; rounds++) {
      await sleep(PAUSE_MS);
      try {
        assert.equal(await comm.allreduce(1, sum), comm.size);
      } catch (error) {
        if (!(error instanceof RanksError) || !/LOST|REVOKED/.test(error.code)) throw error;
        comm.revoke();
        comm = await comm.shrink();
        rounds = 0;
      }
    }
    console.log(`rank ${world.rank} goes on as ${comm.rank} of ${comm.size}`);
  },
  { onPeerLost: "reject" },
);
