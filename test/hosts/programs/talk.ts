// The ranks talk to each other for ever, each with each: `talk.js [BYTES]`.
import { spmd } from "ranks";

const elements = Number(process.argv.at(2) ?? 8) / 8;

await spmd(async (world) => {
  const { rank, size } = world;
  const message = new Float64Array(elements).fill(rank);
  for (let round = 0; ; round++) {
    const distance = (round % (size - 1)) + 1;
    const received = world.recv({ source: (rank - distance + size) % size });
    await world.send(message, { dest: (rank + distance) % size });
    await received;
    if (round === size) console.log(`rank ${rank} has talked to all`);
    else if (round % (20 * size) === 0) console.log(`rank ${rank} has talked on`);
  }
});
