// A program of a job of two ranks: a message of as many bytes as the argument says goes at once, a longer one waits for its receive.
import { spmd } from "ranks";
import { check, same } from "./expect.ts";

const limit = Number(process.argv[2]);

await spmd(async (world) => {
  if (world.rank === 0) {
    const short = world.send(new Uint8Array(limit).fill(1), { dest: 1, tag: 1 });
    check(short.test(), `${limit} bytes wait`);
    const long = world.send(new Uint8Array(limit + 1).fill(2), { dest: 1, tag: 2 });
    check(!long.test(), `${limit + 1} bytes do not wait`);
    await world.barrier();
    check(!long.test(), `${limit + 1} bytes do not wait for a receive`);
    await world.barrier();
    await long;
  } else {
    await world.barrier();
    await world.barrier();
    same(await world.recv({ source: 0, tag: 2 }), new Uint8Array(limit + 1).fill(2), "the long one");
    same(await world.recv({ source: 0, tag: 1 }), new Uint8Array(limit).fill(1), "the short one");
  }
});
