import type { Communicator } from "../../comm/communicator.ts";
import { max, min, sum } from "../../collectives/reductions.ts";
import type { MachineCost } from "./machine.ts";
import { BRIEF, measureBsp } from "./measure.ts";
import type { Recorder } from "./recorder.ts";
import { Report } from "./report.ts";

/** Words of the relations of single supersteps that rank 0 keeps, all together: 8 MiB. */
const MOST_RELATED = 2 ** 20;

/**
 * Brings together on rank 0 what all ranks have recorded. Cost, with s supersteps: p - 1 pieces of s words each way, and three
 * reductions of s words; while s p^2 is small p s words more to rank 0.
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
  const relations = await relationsOf(comm, sent, work.length);
  const machine = told ?? (await brief(comm));
  if (rank !== 0) return undefined;
  const supersteps = Array.from(most!, (words, step) => ({
    work: longest![step],
    meanWork: workOfAll![step] / size,
    h: words,
    measured: step === 0 ? longest![0] + shortestSync![0] : timeOfAll![step] / size,
    ...(relations && { relation: relations[step] }),
  }));
  return new Report(machine, supersteps, rows!);
}

/** Who sent how much to whom in each superstep, on rank 0; undefined where that is too much to keep. */
async function relationsOf(
  comm: Communicator,
  sent: readonly Float64Array[],
  supersteps: number,
): Promise<Float64Array[][] | undefined> {
  const { size } = comm;
  if (supersteps * size * size > MOST_RELATED) return undefined;
  const mine = new Float64Array(supersteps * size);
  sent.forEach((column, dest) => column.forEach((words, step) => (mine[step * size + dest] = words)));
  const all = await comm.gather(mine);
  if (all === undefined) return undefined;
  return Array.from({ length: supersteps }, (_, step) =>
    all.map((rows) => rows.subarray(step * size, (step + 1) * size)),
  );
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
