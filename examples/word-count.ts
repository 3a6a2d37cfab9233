// Counting words: each rank counts a part of the text, and the counts, which are Maps, are merged on rank 0.
//
// Messages need not be arrays. Any value that can be packed can be sent, and `op()` makes a reduction of any function that
// combines two of them.
//
//   npx ranks run -n 4 examples/word-count.ts
import assert from "node:assert";
import { op, spmd } from "ranks";

const LINES = 5_000;
const WORDS =
  "the a of rank message ring halo root tag scatter gather barrier reduce send wait field sum".split(" ");

/** Said to be commutative: the order in which ranks are merged does not matter to the answer. */
const merge = op(
  (left: Map<string, number>, right: Map<string, number>) => {
    const merged = new Map(left);
    for (const [word, count] of right) merged.set(word, (merged.get(word) ?? 0) + count);
    return merged;
  },
  { commutative: true },
);

await spmd(async (world) => {
  const first = Math.floor((LINES * world.rank) / world.size);
  const end = Math.floor((LINES * (world.rank + 1)) / world.size);

  // Undefined on all ranks but 0.
  const counts = await world.reduce(countWords(first, end), merge);

  if (counts !== undefined) {
    assert.deepEqual(counts, countWords(0, LINES));
    const common = [...counts].sort(([, a], [, b]) => b - a).slice(0, 3);
    console.log(`most common: ${common.map(([word, count]) => `${word} (${count})`).join(", ")}`);
  }
});

function countWords(first: number, end: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = first; i < end; i++) {
    for (const word of line(i).split(" ")) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** Line `i` of a text that is the same in every run; the words at the front of the list are the common ones. */
function line(i: number): string {
  return Array.from({ length: 10 }, (_, j) => {
    const random = (Math.imul(10 * i + j + 1, 2654435761) >>> 0) / 2 ** 32;
    return WORDS[Math.floor(random * random * WORDS.length)];
  }).join(" ");
}
