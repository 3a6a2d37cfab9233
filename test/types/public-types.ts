// Compiled and never run: what the public types must accept, what they must infer, and what they must refuse.
import {
  ANY_SOURCE,
  ANY_TAG,
  init,
  launch,
  max,
  maxloc,
  op,
  PROC_NULL,
  RanksError,
  spmd,
  sum,
  land,
  finalize,
} from "ranks";
import type {
  Collective,
  Communicator,
  Counts,
  ErrorCode,
  Exchange,
  From,
  Located,
  Op,
  Pieces,
  Plan,
  Planner,
  PointToPoint,
  Receive,
  Request,
  Rooted,
  Scalar,
  Sends,
  Status,
  To,
  TypedArray,
} from "ranks";
import { bsp, supersteps } from "ranks/bsp";
import type { Coarray, Report, Share, Variable } from "ranks/bsp";
import { simulate } from "ranks/testing";

declare const world: Communicator;
declare const request: Request<string>;
declare const floats: Float64Array;
declare const bigints: BigInt64Array;

/** Exactly this type, neither wider nor narrower. */
type Exactly<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function is<A, B>(...holds: Exactly<A, B> extends true ? [] : [never]): number {
  return holds.length;
}

function consume(...values: readonly unknown[]): number {
  return values.length;
}

export async function requests(): Promise<void> {
  (await request) satisfies string;
  request.wait() satisfies string;
  request.wait(100) satisfies string;
  request.test() satisfies boolean;
  request.cancel() satisfies boolean;
  request.status satisfies Status;
  const { source, tag, count, bytes } = request.status;
  [source, tag, count, bytes] satisfies number[];
  const all = await Promise.all([request, world.barrier(), world.recv<number>()]);
  is<typeof all, [string, void, number]>();
  consume(all);
  consume(request satisfies PromiseLike<string>);
  // @ts-expect-error -- a status is read, not made.
  request.status.count = 3;
  // @ts-expect-error -- milliseconds are a number.
  request.wait("100");
}

export async function pointToPoint(): Promise<void> {
  await world.send(floats, { dest: 1 });
  await world.send({ any: ["thing"] }, { dest: PROC_NULL, tag: 7 });
  await world.ssend(undefined, { dest: 0 });
  // @ts-expect-error -- a message goes somewhere.
  await world.send(1, { tag: 3 });
  // @ts-expect-error -- positional numbers get swapped.
  await world.send(1, 0, 3);

  is<Awaited<ReturnType<typeof world.recv>>, unknown>();
  const texts = await world.recv<string[]>({ source: ANY_SOURCE, tag: ANY_TAG });
  is<typeof texts, string[]>();
  consume(texts);
  const filled = await world.recv({ source: 0, into: new Float32Array(3) });
  filled satisfies Float32Array;
  await world.recv({ signal: AbortSignal.timeout(100) });
  // @ts-expect-error -- it is called source.
  await world.recv({ from: 0 });

  const came = await world.sendrecv<number>("out", { dest: 1, source: 0, tag: 2 });
  is<typeof came, number>();
  consume(came);
  // @ts-expect-error -- an exchange has two sides.
  await world.sendrecv("out", { dest: 1 });
  (await world.probe({ source: 2 })) satisfies Status;
  ({ dest: 1 }) satisfies To;
  ({ source: 1, tag: 2 }) satisfies From;
  ({ source: 1, into: floats }) satisfies Receive<Float64Array>;
  ({ dest: 0, source: 1 }) satisfies Exchange<unknown>;
}

export async function movement(): Promise<void> {
  const config = await world.bcast(world.rank === 0 ? { steps: 10 } : undefined);
  is<typeof config, { steps: number }>();
  consume(config);
  (await world.bcast(floats, { root: 1, into: floats })) satisfies Float64Array;
  is<Awaited<ReturnType<typeof world.barrier>>, void>();

  const words = await world.gather("word", { root: 1 });
  words satisfies string[] | undefined;
  // @ts-expect-error -- off the root there is no answer.
  words satisfies string[];
  (await world.gather(floats, { into: new Float64Array(9), counts: [4, 5], displs: [0, 4] })) satisfies
    Float64Array | undefined;
  (await world.allgather({ rank: 1 })) satisfies { rank: number }[];
  (await world.allgather(floats)) satisfies Float64Array[];
  (await world.allgather(floats, { into: new Float64Array(8) })) satisfies Float64Array;

  (await world.scatter(floats, { counts: [1, 2] })) satisfies Float64Array;
  (await world.scatter<Float64Array>(undefined, { root: 2, into: floats })) satisfies Float64Array;
  (await world.scatter(["a", "b"])) satisfies string;
  (await world.alltoall(["a", "b"])) satisfies string[];
  (await world.alltoall(floats)) satisfies Float64Array[];
  (await world.alltoall(floats, { sendCounts: [1], into: floats, counts: [1] })) satisfies Float64Array;
  // @ts-expect-error -- a barrier takes nothing.
  await world.barrier(1);
  ({ root: 1 }) satisfies Rooted;
  ({ counts: [1], displs: [0] }) satisfies Counts;
  ({ counts: [1], into: floats }) satisfies Pieces;
  ({ sendCounts: [1], sendDispls: [0] }) satisfies Sends;
}

export async function reductions(): Promise<void> {
  (await world.allreduce(1, sum)) satisfies number;
  const total = await world.allreduce(1, sum);
  is<typeof total, number>();
  consume(total);
  const big = await world.allreduce(1n, max);
  is<typeof big, bigint>();
  consume(big);
  const every = await world.allreduce(true, land);
  is<typeof every, boolean>();
  consume(every);
  (await world.allreduce(floats, sum)) satisfies Float64Array;
  (await world.allreduce(bigints, sum, { into: bigints })) satisfies BigInt64Array;
  (await world.reduce(world.rank, sum, { root: 1 })) satisfies number | undefined;
  (await world.scan(floats, max)) satisfies Float64Array;
  (await world.exscan(3, sum)) satisfies number | undefined;
  (await world.reduceScatter(floats, sum, { counts: [1, 2] })) satisfies Float64Array;
  (await world.allreduce({ value: 2.5, index: world.rank }, maxloc)) satisfies Located;
  (await world.allreduce({ value: 2n, index: world.rank }, maxloc)) satisfies Located<bigint>;

  const longest = op((left: string, right: string) => (right.length > left.length ? right : left));
  longest satisfies Op<string>;
  (await world.allreduce(String(world.rank), longest)) satisfies string;
  const first = op<number>((left) => left, { commutative: false });
  (await world.allreduce(floats, first)) satisfies Float64Array;

  // @ts-expect-error -- strings have no sum.
  await world.allreduce("text", sum);
  // @ts-expect-error -- true and false have no sum.
  await world.allreduce(true, sum);
  // @ts-expect-error -- an operation on numbers does not combine bigints.
  await world.allreduce(bigints, first);
  // @ts-expect-error -- a bare function is no operation.
  await world.allreduce(1, (a: number, b: number) => a + b);
  // @ts-expect-error -- minloc and maxloc need to know where.
  await world.allreduce(2, maxloc);
  is<Scalar<BigUint64Array>, bigint>();
  is<Scalar<Uint8Array>, number>();
  is<Scalar<string[]>, string[]>();
}

export async function communicators(): Promise<void> {
  const part = await world.split(world.rank % 2 === 0 ? 0 : undefined, -world.rank, { name: "even" });
  part satisfies Communicator | undefined;
  // @ts-expect-error -- without a colour there is no communicator.
  part satisfies Communicator;
  (await world.dup({ name: "mine" })) satisfies Communicator;
  world.self satisfies Communicator;
  [world.rank, world.size] satisfies number[];
  world.name satisfies string;
  world satisfies PointToPoint & Collective;
  // @ts-expect-error -- nobody renumbers a rank.
  world.rank = 3;
  await part?.free();
}

export async function programsOfSupersteps(): Promise<void> {
  const joined = op((left: string, right: string) => left + right);
  const { state, aggregated } = await supersteps(
    world,
    { n: 1 },
    async (mine, context) => {
      mine satisfies { n: number };
      context.aggregated.total satisfies number | undefined;
      context.aggregated.any satisfies boolean | undefined;
      context.aggregated.where satisfies Located | undefined;
      context.aggregated.names satisfies string | undefined;
      context.messages<string>()[0].value satisfies string;
      context.aggregate("total", 1);
      context.aggregate("any", true);
      context.aggregate("where", { value: 1, index: 2 });
      context.aggregate("names", "a");
      // @ts-expect-error -- there is no such aggregator.
      context.aggregate("totals", 1);
      // @ts-expect-error -- a sum is of numbers.
      context.aggregate("total", "1");
      context.send([1, 2], { dest: 0, tag: 3 });
      await context.comm.barrier();
    },
    { aggregators: { total: sum, any: land, where: maxloc, names: joined }, limit: 3 },
  );
  state.n satisfies number;
  aggregated.total satisfies number | undefined;
  await supersteps(world, 1, (mine, context) => (context.halt(), mine + 1));
  // @ts-expect-error -- the new state is not like the old one.
  await supersteps(world, 1, (mine) => String(mine));
  // @ts-expect-error -- there are no aggregators.
  await supersteps(world, 1, (_, context) => context.aggregate("total", 1));
  const repartition = (shares: readonly Share<number>[]): Share<number>[] => [...shares];
  const checkpoint = { directory: "d", name: "n", every: 3 };
  await supersteps(world, 1, () => 2, { checkpoint: { ...checkpoint, repartition } });
  // @ts-expect-error -- these are other states.
  await supersteps(world, "1", () => "2", { checkpoint: { ...checkpoint, repartition } });
}

export async function talksInSupersteps(
  world: Communicator,
  shared: Float64Array<SharedArrayBuffer>,
): Promise<void> {
  const steps = bsp(world, { profile: true, machine: { g: 1, l: 2 } });
  const x = steps.register(new Float64Array(3), { name: "x" });
  x satisfies Coarray<Float64Array<ArrayBuffer>>;
  const n = steps.register(0);
  n satisfies Variable<number>;
  (await steps.sync()) satisfies void;
  steps.sync().wait() satisfies void;
  x.put(1, { dest: 0 });
  x.put([1, 2], { dest: 0, offset: 1 });
  x.put(shared, { dest: 0, stride: 2 });
  x.hpput(x.local.subarray(1), { dest: 0 });
  x.get({ source: 0, count: 2, into: shared }) satisfies Float64Array;
  n.get({ source: 1 }).value satisfies number;
  steps.messages<string>()[0].value satisfies string;
  (await steps.report()) satisfies Report | undefined;
  // @ts-expect-error -- another kind of array.
  x.put(new Float32Array(1), { dest: 0 });
  // @ts-expect-error -- a bigint is no double.
  x.put(1n, { dest: 0 });
  // @ts-expect-error -- to whom?
  x.put(1, { offset: 1 });
  // @ts-expect-error -- a value has no elements.
  n.put(1, { dest: 0, offset: 1 });
  // @ts-expect-error -- plain arrays are copied; there is nothing to save.
  x.hpput([1], { dest: 0 });
  const big = steps.register(new BigInt64Array(1));
  big.put(1n, { dest: 0 });
  // @ts-expect-error -- a number is no bigint.
  big.put(1, { dest: 0 });
}

export async function lives(): Promise<void> {
  (await init()) satisfies Communicator;
  (await spmd(async (comm) => comm.allreduce(comm.rank, sum))) satisfies number;
  (await spmd(() => "at once")) satisfies string;
  await finalize();
  const { code, failure } = await launch({
    size: 2,
    program: new URL("./x.js", import.meta.url),
    threads: true,
  });
  code satisfies number;
  failure?.message satisfies string | undefined;
  // @ts-expect-error -- there is no such transport.
  await launch({ size: 2, program: "x.js", transport: "pigeon" });
  // @ts-expect-error -- which program?
  await launch({ size: 2 });
  const plan: Plan = { programs: [{ program: "x.js", hosts: ["a:2"] }], mapBy: "ppr:2:node" };
  await launch({ plan, hosts: ["a", "b"], bindTo: "core" });
  // @ts-expect-error -- the plan says how many ranks.
  await launch({ plan, size: 2 });
  // @ts-expect-error -- there is no such mapping.
  await launch({ program: "x.js", mapBy: "ppr:node" });
  const planner: Planner = ({ hosts, programs }) => ({
    hosts,
    processes: programs.map((_, program) => ({ host: 0, program, ranks: [program] })),
  });
  await launch({ program: "x.js", plan: planner });
  (await simulate(3, 1, (comm) => comm.allgather(comm.rank))) satisfies number[][];
}

export function errors(error: unknown): ErrorCode | undefined {
  if (!(error instanceof RanksError)) return undefined;
  error satisfies Error;
  // @ts-expect-error -- there is no such code.
  if (error.code === "ERR_RANKS_OTHER") return undefined;
  return error.code;
}

export const arrays: readonly TypedArray[] = [
  new Int8Array(1),
  new Uint8Array(1),
  new Uint8ClampedArray(1),
  new Int16Array(1),
  new Uint16Array(1),
  new Int32Array(1),
  new Uint32Array(1),
  new Float32Array(1),
  new Float64Array(1),
  new BigInt64Array(1),
  new BigUint64Array(1),
  Buffer.alloc(1),
  new Float64Array(new SharedArrayBuffer(8)),
];
