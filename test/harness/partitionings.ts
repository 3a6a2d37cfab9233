import { block, blockCyclic, cyclic, grid } from "ranks/bsp";
import type { Partitioning } from "ranks/bsp";
import type { Random } from "./random.ts";

/** Some partitioning of n elements over p ranks. */
export function drawLine(n: number, p: number, random: Random): Partitioning {
  const kind = random(4);
  if (kind === 0) return cyclic(n, p);
  return kind === 1 ? block(n, p) : blockCyclic(n, p, 1 + random(6));
}

/** Some partitioning of m x n elements over at most p ranks, as a grid of them or as one line. */
export function drawGrid(m: number, n: number, p: number, random: Random): Partitioning {
  if (random(3) === 0) return drawLine(m * n, p - (p > 1 ? random(2) : 0), random);
  const rows = 1 + random(p);
  return grid(drawLine(m, rows, random), drawLine(n, Math.floor(p / rows), random));
}
