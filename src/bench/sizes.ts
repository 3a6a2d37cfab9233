const UNITS = ["B", "KiB", "MiB", "GiB"];
const FACTORS = new Map([
  ["", 1],
  ["k", 2 ** 10],
  ["m", 2 ** 20],
  ["g", 2 ** 30],
]);

/** 1 B to 4 MiB in powers of two, as the OSU benchmarks go. */
export const USUAL_SIZES: readonly number[] = Array.from({ length: 23 }, (_, i) => 2 ** i);

/** Reads `1,8,1k,4M` (powers of 1024); undefined for anything else. */
export function parseSizes(text: string): number[] | undefined {
  const sizes = text.split(",").map(parseSize);
  return sizes.every((bytes) => bytes !== undefined) ? sizes : undefined;
}

function parseSize(text: string): number | undefined {
  const match = /^(\d{1,10})([kmg]?)(?:i?b)?$/i.exec(text.trim());
  if (match === null) return undefined;
  const bytes = Number(match[1]) * FACTORS.get(match[2].toLowerCase())!;
  return bytes > 0 && bytes <= 2 ** 30 ? bytes : undefined;
}

/** 65536 is `64 KiB`. */
export function formatSize(bytes: number): string {
  let unit = 0;
  let amount = bytes;
  while (amount > 0 && amount % 1024 === 0 && unit < UNITS.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${amount} ${UNITS[unit]}`;
}

/** Every other power of two, for `ranks bench all`. */
export const SUMMARY_SIZES: readonly number[] = [
  ...Array.from({ length: 10 }, (_, i) => 8 * 4 ** i),
  4 * 2 ** 20,
];
