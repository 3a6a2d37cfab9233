// Rank 1 is lost, in one way or another, and the others do not mind: `tolerate.js WHAT`.
import { finalize, init, RanksError, spmd, sum } from "ranks";
import type { Communicator } from "ranks";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";

const [, , what] = process.argv;
/** Kills the process at a moment that its event loop has no say in. */
const KILL = "setTimeout(() => process.kill(require('node:worker_threads').workerData, 'SIGKILL'), 400);";
const REJECT = { onPeerLost: "reject" } as const;
const rank = Number(process.env.RANKS_RANK);
console.log(`pid ${process.pid}`);

/** What the others do: see that rank 1 is lost, and go on without it. */
async function goOn(world: Communicator): Promise<void> {
  const error: unknown = await world.recv({ source: 1 }).then(
    () => "nothing",
    (reason: unknown) => reason,
  );
  console.log(`rank ${world.rank}: ${error instanceof RanksError ? error.code : String(error)}`);
  await world.agree(true);
  const rest = await world.shrink();
  const ranks = await rest.allgather(world.rank);
  console.log(`rank ${world.rank} lost ${world.lost.join(" ")} and goes on with ${ranks.join(" ")}`);
}

/**
 * Rank 1 has heard from everybody that it is in the job, and goes on without others: earlier a loss ends the job. A barrier would
 * not do, since it fails where a rank hears of the loss before it has left the barrier.
 */
async function everybodyIsIn(world: Communicator): Promise<void> {
  if (world.rank !== 1) return world.send("in", { dest: 1, tag: 1 });
  for (let source = 0; source < world.size; source++) if (source !== 1) await world.recv({ source, tag: 1 });
}

function together(body: (world: Communicator) => Promise<void>): Promise<void> {
  return spmd(async (world) => {
    await everybodyIsIn(world);
    await body(world);
  }, REJECT);
}

switch (what) {
  case "mixed":
    // Rank 0 does not want to go on without others.
    await spmd(
      async (world) => {
        await everybodyIsIn(world);
        if (rank === 1) process.exit(3);
        await sleep(60_000);
      },
      rank === 0 ? {} : REJECT,
    );
    break;
  case "nobody-is-left":
    await together(async (world) => {
      if (rank === 1) process.exit(3);
      await world.recv({ source: 1 }).then(undefined, () => undefined);
      process.exit(4);
    });
    break;
  case "linger":
    try {
      await together(async (world) => {
        if (rank === 1) throw new Error("rank 1 has had enough");
        await goOn(world);
      });
    } catch {
      process.on("SIGTERM", () => console.log("rank 1 will not end"));
      setInterval(() => undefined, 1000);
    }
    break;
  case "finalize-and-exit": {
    const world = await init(REJECT);
    // It is announced, and waits here.
    if (rank === 1) void world.send(new Float64Array(1e6), { dest: 0 }).then(undefined, () => undefined);
    await everybodyIsIn(world);
    if (rank === 1) {
      void finalize();
      await sleep(100);
      process.exit(5);
    }
    while (world.lost.length === 0) {
      await world.self.barrier();
      await sleep(10);
    }
    if (rank === 0) {
      const failed = await world.recv({ source: 1 }).then(
        () => "a message",
        (error: unknown) => (error as RanksError).code,
      );
      console.log(`rank 0: ${failed}`);
    }
    await finalize();
    break;
  }
  case "leave-early":
    await together(async (world) => {
      if (rank === 1) return;
      const failed = await world.agree(true).then(String, (error: unknown) => (error as RanksError).message);
      console.log(`rank ${rank}: ${failed}`);
    });
    break;
  case "wait":
    await together(async (world) => {
      if (rank === 1) process.exit(3);
      await goOn(world);
      console.log("ready");
      await sleep(60_000);
    });
    break;
  case "amid-collectives": {
    // Whatever rank 1 does when it is killed: the others hear of it amid a collective, and go on.
    const lengths = process.argv.slice(3).map(Number);
    await spmd(async (world) => {
      if (rank === 1) new Worker(KILL, { eval: true, workerData: process.pid });
      let failure: unknown;
      for (let i = 0; failure === undefined; i++) {
        const value = new Float64Array(lengths[i % lengths.length]).fill(1);
        try {
          const answer = i % 2 === 0 ? world.allreduce(value, sum).wait() : await world.allreduce(value, sum);
          if (answer.some((element) => element !== world.size)) throw new Error("other elements");
        } catch (error) {
          failure = error;
        }
      }
      console.log(
        `rank ${world.rank}: ${failure instanceof RanksError ? failure.code : (failure as Error).message}`,
      );
      world.revoke();
      const rest = await world.shrink();
      for (const length of lengths) {
        const answer = await rest.allreduce(new Float64Array(length).fill(1), sum);
        if (answer.some((element) => element !== rest.size)) throw new Error("other elements afterwards");
      }
      console.log(`rank ${world.rank} goes on with ${rest.size}`);
    }, REJECT);
    break;
  }
  case "throw-later":
    await together(async (world) => {
      if (rank === 1) {
        setTimeout(() => {
          throw new Error("rank 1 has had enough");
        });
      }
      await goOn(world);
    });
    break;
  default:
    await together(async (world) => {
      if (rank !== 1) return goOn(world);
      console.error("rank 1 has had enough");
      if (what === "throw") throw new Error("thrown by rank 1");
      if (what.startsWith("SIG")) process.kill(process.pid, what);
      await sleep(what.startsWith("SIG") ? 60_000 : 0);
      process.exit(Number(what));
    });
}
