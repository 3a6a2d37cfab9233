// A rank (1) does something bad while the others wait for it: `misbehave.js WHAT HOW [RANK]`.
import { init } from "ranks";

const [, , what, how, who = "1"] = process.argv;
const culprit = Number(who);
const world = await init();
console.log(`pid ${process.pid}`);
await world.barrier();

if (world.rank === culprit) {
  console.error(`rank ${culprit} has had enough`);
  misbehave();
} else {
  await waitFor(culprit);
}

function misbehave(): void {
  switch (what) {
    case "throw":
      throw new Error(`thrown by rank ${culprit}`);
    case "throw-later":
      setTimeout(() => {
        throw new Error(`thrown by rank ${culprit}`);
      });
      return;
    case "reject":
      void Promise.reject(new Error(`rejected by rank ${culprit}`));
      return;
    case "offer-and-exit-3":
      void world.send(new Float64Array(1e6), { dest: 0, tag: 1 });
      return process.exit(3);
    case "exit-3":
      return process.exit(3);
    case "exit-0":
      return process.exit(0);
    case "exit-code":
      process.exitCode = 4;
      return;
    case "nothing":
      setInterval(() => undefined, 1000);
      return;
    default:
      process.kill(process.pid, what);
  }
}

async function waitFor(source: number): Promise<void> {
  switch (how) {
    case "await":
      await world.recv({ source });
      return;
    case "block":
      world.recv({ source }).wait();
      return;
    case "compute":
      for (;;);
    case "catch":
      try {
        await world.recv({ source });
      } catch (error) {
        console.log(`rank ${world.rank} got ${(error as { code: string }).code}`);
      }
      process.exit(0);
  }
}
