/** The arrays that are measured: doubles where the size allows, as in a numeric program. */
export type Data = Float64Array | Uint8Array;

/** Where nothing has arrived. No stamp is equal to it. */
const SPOILT = 255;
/** Stamps fit into a byte, and a sum of them over 2^40 ranks into a double. */
const STAMPS = 251;

/**
 * An array of so many bytes. It is written to, so that it is memory of its own and not the one page of zeros that fresh memory
 * may share.
 */
export function payload(bytes: number): Data {
  return bytes % 8 === 0 ? doubles(bytes) : new Uint8Array(bytes).fill(1);
}

export function doubles(bytes: number): Float64Array {
  return new Float64Array(Math.ceil(bytes / 8)).fill(1);
}

/** The element at `index` of what `rank` sends in a round: others differ by rank, by round and by place. */
export function stampOf(rank: number, round: number, index: number): number {
  return (rank * 83 + round * 29 + index) % STAMPS;
}

export function stamp(data: Data, rank: number, round: number): void {
  for (let i = 0; i < data.length; i++) data[i] = stampOf(rank, round, i);
}

export function spoil(data: Data): void {
  data.fill(SPOILT);
}

/** Throws at the first element that is not what `expected` says. */
export function verify(data: Data, expected: (index: number) => number, what: string): void {
  for (let i = 0; i < data.length; i++) {
    const should = expected(i);
    if (data[i] !== should)
      throw new Error(`the check of ${what} failed: element ${i} is ${data[i]}, not ${should}`);
  }
}

/** Throws unless the array is as `rank` stamped it. */
export function verifyStamp(data: Data, rank: number, round: number, what: string): void {
  verify(data, (i) => stampOf(rank, round, i), `${what} from rank ${rank}`);
}
