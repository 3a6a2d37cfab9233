// Rank 1 starts a program that uses the package, too: it is no rank of this job.
import { execFileSync } from "node:child_process";
import { init, spmd } from "ranks";

if (process.argv[2] === "another") {
  const world = await init();
  console.log(`rank ${world.rank} of ${world.size}`);
} else {
  await spmd(async (world) => {
    if (world.rank === 1) {
      const file = process.argv[1];
      process.stdout.write(
        execFileSync(process.execPath, [file, "another"], { stdio: ["ignore", "pipe", "inherit"] }),
      );
    }
    await world.barrier();
  });
}
