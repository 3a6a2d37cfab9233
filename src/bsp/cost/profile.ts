import type { Communicator } from "../../comm/communicator.ts";
import { max, min, sum } from "../../collectives/reductions.ts";
import type { MachineCost } from "./machine.ts";
import { BRIEF, measureBsp } from "./measure.ts";
import type { Recorder } from "./recorder.ts";
import { Report } from "./report.ts";

/**
 * Brings together on rank 0 what all ranks have recorded. Cost, with s supersteps: p - 1 pieces of s words each way, and three
 * reductions of s words.
 */
export async function profile(
  comm: Communicator,
  recorder: Recorder,
  told: MachineCost | undefined,
): Promise<Report | undefined> {
  const { rank, size } = comm;
  // Before measuring, which makes supersteps too, though not of this world.
  const [work, sync] = [recorder.work, recorder.sync];
  const others = Array.from({ length: size }, (_, other) => other);
  const sent = others.map((other) => recorder.sentTo(other));
  const received = await comm.alltoall(sent);

  const h = work.map((_, step) => Math.max(total(sent, rank, step), total(received, rank, step)));
  const most = await comm.reduce(h, max, { into: h.slice() });
  const longest = await comm.reduce(work, max, { into: work.slice() });
  const workOfAll = await comm.reduce(work, sum, { into: work.slice() });
  // No clocks are compared: what a superstep took is the mean of what the ranks say, whose syncs end together. The first one
  // began on each rank when that made its world; who came last waited for nobody.
  const time = work.map((each, step) => each + sync[step]);
  const timeOfAll = await comm.reduce(time, sum, { into: time.slice() });
  const shortestSync = await comm.reduce(sync, min, { into: sync.slice() });
  const rows = await comm.gather(Float64Array.from(sent, (column) => column.reduce((a, b) => a + b, 0)));
  const machine = told ?? (await brief(comm));
  if (rank !== 0) return undefined;
  const supersteps = Array.from(most!, (words, step) => ({
    work: longest![step],
    meanWork: workOfAll![step] / size,
    h: words,
    measured: step === 0 ? longest![0] + shortestSync![0] : timeOfAll![step] / size,
  }));
  return new Report(machine, supersteps, rows!);
}

/** Words to or from all others in a superstep. */
function total(columns: readonly Float64Array[], self: number, step: number): number {
  let words = 0;
  columns.forEach((column, other) => {
    if (other !== self) words += column[step];
  });
  return words;
}

async function brief(comm: Communicator): Promise<MachineCost> {
  const { g, l } = await measureBsp(comm, BRIEF);
  return comm.bcast({ g: g.value, l: l.value });
}
