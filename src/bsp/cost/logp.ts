import type { Communicator } from "../../comm/communicator.ts";
import { estimate } from "./estimate.ts";
import type { Estimate } from "./machine.ts";

/** Culler and others, LogP: Towards a realistic model of parallel computation, 1993. Microseconds, of messages of one word. */
export interface LogP {
  /** From the end of a send to the arrival. */
  readonly L: Estimate;
  /** Of a processor, for a send or a receive. */
  readonly o: Estimate;
  /** Between two messages of a row. */
  readonly gap: Estimate;
}

const REPEATS = 200;
/** Messages in a row: as many as no transport holds back. */
const BURST = 64;
const SAMPLES = 101;
/** The first ones the compiler has not seen. */
const WARM_UP = 200;
/** Whatever has been measured by then must do: where other work keeps the processors busy a sample takes many times as long. */
const LIMIT_MS = 3000;

/** Between ranks 0 and 1; rank 0 gets an answer, the others wait. Undefined where there is no second rank. */
export async function measureLogP(comm: Communicator): Promise<LogP | undefined> {
  if (comm.size === 1) return undefined;
  let found: LogP | undefined;
  if (comm.rank < 2) found = betweenTwo(comm);
  await comm.barrier();
  return comm.rank === 0 ? found : undefined;
}

function betweenTwo(comm: Communicator): LogP {
  const [roundTrips, overheads, gaps] = [[], [], []] as number[][];
  const start = performance.now();
  for (let sample = -WARM_UP; sample < SAMPLES; sample++) {
    const figures = [roundTrip(comm), overhead(comm), gap(comm)] as const;
    const late = tell(comm, performance.now() - start > LIMIT_MS);
    // One that is late has at least one sample.
    if (sample < 0 && !late) continue;
    roundTrips.push(figures[0]);
    overheads.push(figures[1]);
    gaps.push(figures[2]);
    if (late) break;
  }
  const latencies = roundTrips.map((time, i) => Math.max(0, time / 2 - 2 * overheads[i]));
  return { L: estimate(latencies), o: estimate(overheads), gap: estimate(gaps) };
}

/** What rank 0 says. */
function tell(comm: Communicator, flag: boolean): boolean {
  if (comm.rank > 0) return comm.recv<boolean>({ source: 0 }).wait();
  comm.send(flag, { dest: 1 }).wait();
  return flag;
}

function timed(repeats: number, body: () => void): number {
  const start = performance.now();
  for (let i = 0; i < repeats; i++) body();
  return (1000 * (performance.now() - start)) / repeats;
}

function roundTrip(comm: Communicator): number {
  const word = new Float64Array(1);
  const to = { dest: 1 - comm.rank };
  const from = { source: 1 - comm.rank, into: word };
  return timed(REPEATS, () => {
    if (comm.rank === 0) comm.send(word, to).wait();
    comm.recv(from).wait();
    if (comm.rank === 1) comm.send(word, to).wait();
  });
}

/** The mean of what a send costs, and a receive of what is there already. */
function overhead(comm: Communicator): number {
  const word = new Float64Array(1);
  const to = { dest: 1 - comm.rank };
  const from = { source: 1 - comm.rank, tag: 0, into: word };
  const sends = timed(BURST, () => {
    comm.send(word, to).wait();
  });
  // What follows all of them is here, so all of them are.
  comm.sendrecv(word, { dest: 1 - comm.rank, source: 1 - comm.rank, tag: 1, into: word }).wait();
  const receives = timed(BURST, () => {
    comm.recv(from).wait();
  });
  return (sends + receives) / 2;
}

/** One message after the other, until the last is there. */
function gap(comm: Communicator): number {
  const word = new Float64Array(1);
  const start = performance.now();
  for (let i = 0; i < BURST; i++) {
    if (comm.rank === 0) comm.send(word, { dest: 1 }).wait();
    else comm.recv({ source: 0, into: word }).wait();
  }
  if (comm.rank === 0) comm.recv({ source: 1, into: word }).wait();
  else comm.send(word, { dest: 0 }).wait();
  return (1000 * (performance.now() - start)) / BURST;
}
