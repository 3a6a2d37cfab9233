// Allreduce of doubles over bare zeromq.js, awaiting, as one writes it for large arrays: recursive halving, then doubling, which
// sends 2 (p - 1) / p of the array (Rabenseifner 2004). Arguments: samples, then sizes in bytes, powers of two; small ones, for
// which it would be the wrong algorithm, are left out.
import { measure } from "./measure.mjs";
import { fromFirst, leave, rank, size, sockets, toFirst } from "./zeromq-mesh.mjs";

const LEAST = 64 * 1024;

async function swap(socket, part) {
  const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
  const [[received]] = await Promise.all([socket.receive(), socket.send(bytes)]);
  return new Float64Array(received.buffer, received.byteOffset, part.length);
}

async function allreduce(values, result) {
  let from = values;
  let [low, high] = [0, values.length];
  const steps = [];
  for (let mask = size / 2; mask >= 1; mask /= 2) {
    const middle = (low + high) / 2;
    const halves = [
      [low, middle],
      [middle, high],
    ];
    const [kept, given] = rank & mask ? halves.reverse() : halves;
    const socket = sockets.get(mask);
    const received = await swap(socket, from.subarray(...given));
    for (let i = 0; i < received.length; i++) result[kept[0] + i] = from[kept[0] + i] + received[i];
    from = result;
    [low, high] = kept;
    steps.unshift({ socket, kept, given });
  }
  for (const { socket, kept, given } of steps)
    result.set(await swap(socket, result.subarray(...kept)), given[0]);
}

const [samples, ...sizes] = process.argv.slice(2).map(Number);
for (const bytes of sizes.filter((size) => size >= LEAST)) {
  const values = new Float64Array(bytes / 8).fill(1);
  // In turn, for zeromq.js sends from where the array lies: the last step of one allreduce may still be on its way in the next.
  const results = [new Float64Array(bytes / 8), new Float64Array(bytes / 8)];
  const inARow = async (repeats) => {
    for (let i = 0; i < repeats; i++) {
      results.reverse();
      await allreduce(values, results[0]);
    }
  };
  const timings = await toFirst(await measure(inARow, samples, fromFirst));
  if (results[0].some((element) => element !== size)) throw new Error(`a sum of ${bytes} bytes is wrong`);
  if (rank === 0) {
    const slowest = (name) => Math.max(...timings.map((timing) => timing[name]));
    const latencyUs = { median: slowest("median"), p99: slowest("p99"), min: slowest("min") };
    console.log(JSON.stringify({ series: "allreduce", bytes, latencyUs }));
  }
}
leave();
