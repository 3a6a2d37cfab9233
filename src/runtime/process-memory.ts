import { layout, layoutWith } from "../memory/layout.ts";
import type { Layout } from "../memory/layout.ts";
import { Decisions } from "../memory/decisions.ts";
import { Landings } from "../memory/landings.ts";
import { LossBoard } from "../memory/loss-board.ts";
import { native } from "../memory/native.ts";
import { WaitSlot } from "../memory/wait-slot.ts";
import { needsPump } from "./carriers.ts";
import { Latch } from "./latch.ts";
import type { JobSpecification } from "../job/specification.ts";

/** What the threads of one process share; it can be handed to a worker as it is. */
export interface ProcessMemory {
  /** The rings between this process's ranks and its pump. */
  readonly region: SharedArrayBuffer;
  readonly board: SharedArrayBuffer;
  readonly decisions: SharedArrayBuffer;
  /** Where the pump fills arrays of the process's only rank; absent where there is none, or more than one. */
  readonly landings: SharedArrayBuffer | undefined;
  /** The words of `Latch`: the helper's state. */
  readonly latch: SharedArrayBuffer;
  /** A `WaitSlot` for each of this process's ranks. */
  readonly waits: SharedArrayBuffer;
  /** Whose turn it is to report. */
  readonly turn: SharedArrayBuffer;
}

export function makeProcessMemory(spec: JobSpecification): ProcessMemory {
  return {
    region: new SharedArrayBuffer(processLayout(spec).bytes),
    board: new SharedArrayBuffer(LossBoard.bytes(spec.size)),
    decisions: new SharedArrayBuffer(Decisions.bytes(spec.ranks.length)),
    landings: fillsArrays(spec) ? new SharedArrayBuffer(Landings.bytes) : undefined,
    latch: new SharedArrayBuffer(Latch.bytes),
    waits: new SharedArrayBuffer(WaitSlot.bytes(spec.ranks.length)),
    turn: new SharedArrayBuffer(4),
  };
}

function fillsArrays(spec: JobSpecification): boolean {
  return native !== undefined && spec.ranks.length === 1 && needsPump(spec);
}

/** A pump is seldom at the other end of the ring at the right moment: between two visits more comes together. */
const PUMP_RING = 1 << 20;

/** Endpoints: this process's ranks in order, then its pump where it has one. */
export function processLayout(spec: JobSpecification): Layout {
  if (!needsPump(spec)) return layout(spec.ranks.length);
  // What fits the ring to a pump must fit the ring behind the far pump, whatever lives there.
  const { capacity } = layout(mostRanks(spec) + 1, PUMP_RING);
  return layoutWith(spec.ranks.length + 1, capacity);
}

/** The number of ranks in the process that has most. */
function mostRanks({ processOf }: JobSpecification): number {
  const counts = new Map<number, number>();
  for (const process of processOf) counts.set(process, (counts.get(process) ?? 0) + 1);
  return Math.max(...counts.values());
}
