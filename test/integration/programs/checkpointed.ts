// A program of supersteps that is killed from outside: `checkpointed.js DIRECTORY STEPS EVERY`. Its numbers depend on all that a
// checkpoint must keep; each rank tells in the end what has come out.
import { createHash } from "node:crypto";
import { max, spmd } from "ranks";
import { supersteps } from "ranks/bsp";

const [directory, steps, every] = process.argv.slice(2);
const start = process.env.RANKS_RESTART_COUNT ?? 0;

interface State {
  readonly cells: Float64Array;
  readonly heard: Map<number, number>;
}

await spmd(async (world) => {
  const { rank, size } = world;
  console.log(`pid ${process.pid} is rank ${rank}, start ${start}`);
  const initial: State = { cells: new Float64Array(2000).fill(rank / 7), heard: new Map() };
  const { state, resumedFrom } = await supersteps(
    world,
    initial,
    ({ cells, heard }, context) => {
      const { superstep, aggregated } = context;
      if (rank === 0) console.log(`start ${start} superstep ${superstep}`);
      for (const { source, value } of context.messages<Float64Array>()) {
        for (let i = 0; i < cells.length; i++)
          cells[i] = Math.sin(cells[i] + value[i % value.length] + (aggregated.largest ?? 0));
        heard.set(source, superstep + (heard.get(source) ?? 0) / 3);
      }
      context.send(cells.subarray(0, 10 + superstep), { dest: (rank + 1 + superstep) % size });
      context.aggregate("largest", cells[superstep]);
      if (superstep === Number(steps)) context.halt();
    },
    {
      aggregators: { largest: max },
      limit: Number(steps),
      checkpoint: { directory, name: `checkpointed ${steps}`, every: Number(every) },
    },
  );
  const hash = createHash("sha256")
    .update(state.cells)
    .update(JSON.stringify([...state.heard]));
  console.log(`rank ${rank}: ${hash.digest("hex")}`);
  if (rank === 0) console.log(`resumed from ${resumedFrom}`);
});
