/** More than any host has processors: a list cannot fill the memory. */
const LARGEST = 65_535;

/** A list of numbers such as `0-3,8`, ascending; undefined when it is none. */
export function parseNumbers(text: string): number[] | undefined {
  const found = new Set<number>();
  for (const part of text.split(",")) {
    const range = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part);
    if (range === null) return undefined;
    const first = Number(range[1]);
    const last = Number((range[2] as string | undefined) ?? first);
    if (first > last || last > LARGEST) return undefined;
    for (let number = first; number <= last; number++) found.add(number);
  }
  return [...found].sort((a, b) => a - b);
}

/** Ascending numbers as such a list. */
export function formatNumbers(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(",");
}
