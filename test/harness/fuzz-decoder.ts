// A thread that decodes damaged messages. What it works on stands in shared memory, should it never come back.
import { parentPort, workerData } from "node:worker_threads";
import { decode, encode } from "#dist/wire/codec.js";
import type { Outgoing } from "#dist/wire/codec.js";
import { PACKED } from "#dist/wire/element.js";
import { RanksError } from "ranks";
import { describeError } from "./describe-error.ts";
import { randomFrom } from "./random.ts";
import type { Random } from "./random.ts";
import { awkwardValues } from "./samples.ts";

export interface FuzzTask {
  readonly cases: number;
  /** [number of the case in progress] */
  readonly progress: Int32Array;
}

/** Bytes that mean something to a decoder: lengths, extensions, records. */
const TELLING = [
  0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc4, 0xc6, 0xc7, 0xc9, 0xd4, 0xd6, 0xd8, 0xd9,
  0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0xff,
];

const packed = Object.values(awkwardValues).flatMap((make) => {
  const out: Outgoing = { kind: 0, array: new Uint8Array(0) };
  encode(make(), out);
  return out.kind === PACKED && out.array.byteLength < 5000 ? [Uint8Array.from(out.array as Uint8Array)] : [];
});

export function damaged(random: Random): Uint8Array {
  if (random(20) === 0) return Uint8Array.from({ length: random(40) }, () => random(256));
  let bytes = packed[random(packed.length)].slice();
  for (let times = 1 + random(4); times > 0 && bytes.length > 0; times--) {
    const at = random(bytes.length);
    switch (random(6)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        bytes[at] = TELLING[random(TELLING.length)];
        break;
      case 2:
        bytes[at] ^= 1 << random(8);
        break;
      case 3:
        bytes = bytes.slice(0, at);
        break;
      case 4:
        bytes = Uint8Array.of(
          ...bytes.subarray(0, at),
          TELLING[random(TELLING.length)],
          ...bytes.subarray(at),
        );
        break;
      default:
        bytes = Uint8Array.of(
          ...bytes.subarray(0, at),
          ...packed[random(packed.length)].subarray(0, 400),
          ...bytes.subarray(at),
        );
    }
  }
  return bytes;
}

/** Generous: the machine may be busy with other tests. */
const LIMIT_MS = 2000;

const { cases, progress } = workerData as FuzzTask;
const complaints: string[] = [];
let refused = 0;
for (let number = 0; number < cases && complaints.length < 5; number++) {
  Atomics.store(progress, 0, number);
  const bytes = damaged(randomFrom(number));
  const start = performance.now();
  try {
    decode(PACKED, bytes);
  } catch (error) {
    refused++;
    if (!(error instanceof RanksError) || error.code !== "ERR_RANKS_PROTOCOL")
      complaints.push(
        `case ${number}, ${Buffer.from(bytes).toString("hex").slice(0, 200)}: ${describeError(error)}`,
      );
  }
  const took = performance.now() - start;
  if (took > LIMIT_MS)
    complaints.push(
      `case ${number}, ${Buffer.from(bytes).toString("hex").slice(0, 200)}: it took ${took} ms`,
    );
}
parentPort!.postMessage({ complaints, refused });
