// A program of a job of two ranks: a message of 1 GiB, checked where it begins, where it ends, and here and there between.
import { spmd } from "ranks";
import { check, same } from "./expect.ts";

const BYTES = 2 ** 30;
const STEP = 1_000_003;

function mark(i: number): number {
  return (i / STEP + 1) % 251;
}

await spmd(async (world) => {
  if (world.rank === 0) {
    const message = new Uint8Array(BYTES);
    for (let i = 0; i < BYTES; i += STEP) message[i] = mark(i);
    message[BYTES - 1] = 77;
    await world.send(message, { dest: 1 });
  }
  if (world.rank === 1) {
    const receive = world.recv<Uint8Array>({ source: 0 });
    const message = receive.wait();
    same(receive.status.count, BYTES, "count");
    same(message.length, BYTES, "length");
    for (let i = 0; i < BYTES - 1; i += STEP) check(message[i] === mark(i), `byte ${i} is ${message[i]}`);
    check(message[BYTES - 1] === 77, "the last byte");
  }
  await world.barrier();
});
