// Heat in a rod, by a program that survives the loss of a rank: every ten supersteps it writes down where it is.
//
// Each rank owns a piece of the rod. In each superstep it computes the next temperatures of its cells from these and the two cells
// beside its piece, which its neighbours sent in the superstep before. The answer has the same bits as that of one rank alone.
//
//   npx ranks run -n 4 --max-restarts 1 examples/heat-checkpoint.ts --kill-rank 2 --at 50
//
// Started by hand, it goes on where it was, and on another number of ranks if need be:
//
//   npx ranks run -n 4 examples/heat-checkpoint.ts --directory heat --kill-rank 2 --at 50
//   npx ranks run -n 3 examples/heat-checkpoint.ts --directory heat
import assert from "node:assert";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { spmd } from "ranks";
import { supersteps } from "ranks/bsp";
import type { Share } from "ranks/bsp";

const CELLS = 1000;
const STEPS = 100;

const { values: options } = parseArgs({
  options: { "kill-rank": { type: "string" }, at: { type: "string" }, directory: { type: "string" } },
});
const killed = { rank: Number(options["kill-rank"] ?? -1), superstep: Number(options.at ?? 0) };
const isFirstStart = Number(process.env.RANKS_RESTART_COUNT ?? 0) === 0;

/** The launcher's, which is still the same one when it has started the job again. Ranks on several hosts need --directory. */
const directory = options.directory ?? path.join(os.tmpdir(), `ranks-heat-${process.ppid}`);

const begin = Float64Array.from({ length: CELLS }, (_, i) => Math.sin(i) ** 2);

/** Where a rank's piece begins; the last one ends where one more would begin. */
const startOf = (rank: number, size: number): number => Math.floor((CELLS * rank) / size);
const pieceOf = (rod: Float64Array, rank: number, size: number): Float64Array =>
  rod.slice(startOf(rank, size), startOf(rank + 1, size));

/** The next temperatures of a piece. The rod's ends keep theirs: beyond them it is as warm as there. */
function next(cells: Float64Array, before = cells[0], after = cells[cells.length - 1]): Float64Array {
  const { length } = cells;
  return cells.map((cell, i) => {
    const left = i > 0 ? cells[i - 1] : before;
    const right = i < length - 1 ? cells[i + 1] : after;
    return cell + 0.25 * (left - 2 * cell + right);
  });
}

const [FROM_LEFT, FROM_RIGHT] = [0, 1];

/** What the ranks before and after a piece have to know of it. */
const edges = (cells: Float64Array, rank: number): { dest: number; tag: number; value: number }[] => [
  { dest: rank - 1, tag: FROM_RIGHT, value: cells[0] },
  { dest: rank + 1, tag: FROM_LEFT, value: cells[cells.length - 1] },
];

/** Other pieces for another number of ranks, and the messages that their neighbours would have sent. */
function repartition(shares: readonly Share<Float64Array>[], size: number): Share<Float64Array>[] {
  const rod = Float64Array.from(shares.flatMap(({ state }) => [...state]));
  const pieces = Array.from({ length: size }, (_, rank) => pieceOf(rod, rank, size));
  const sent = pieces.flatMap((piece, source) => edges(piece, source).map((edge) => ({ source, ...edge })));
  return pieces.map((state, rank) => ({ state, messages: sent.filter(({ dest }) => dest === rank) }));
}

await spmd(async (world) => {
  const { rank, size } = world;
  const { state, resumedFrom } = await supersteps(
    world,
    pieceOf(begin, rank, size),
    (cells, context) => {
      if (isFirstStart && rank === killed.rank && context.superstep === killed.superstep)
        process.kill(process.pid, "SIGKILL");
      const beside = context.messages<number>();
      const from = (side: number): number | undefined => beside.find(({ tag }) => tag === side)?.value;
      const now = context.superstep === 0 ? cells : next(cells, from(FROM_LEFT), from(FROM_RIGHT));
      if (context.superstep === STEPS) context.halt();
      else
        for (const { dest, tag, value } of edges(now, rank))
          if (dest >= 0 && dest < size) context.send(value, { dest, tag });
      return now;
    },
    { checkpoint: { directory, name: `heat in ${CELLS} cells`, every: 10, repartition } },
  );

  let rod: Float64Array = begin;
  for (let step = 0; step < STEPS; step++) rod = next(rod);
  assert.deepStrictEqual(state, pieceOf(rod, rank, size));
  const since = resumedFrom === undefined ? "" : `, the last ${STEPS - resumedFrom} after a restart`;
  if (rank === 0) console.log(`${CELLS} cells, ${STEPS} steps${since}: the same bits as on one rank`);
});
