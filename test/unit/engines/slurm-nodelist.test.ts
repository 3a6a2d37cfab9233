import test from "ava";
import type { ExecutionContext } from "ava";
import { expandCounts } from "#dist/engines/slurm-counts.js";
import { expandNodelist } from "#dist/engines/slurm-nodelist.js";
import { randomFrom } from "../../harness/random.ts";
import type { Random } from "../../harness/random.ts";

function refuses(t: ExecutionContext, expand: (text: string) => unknown, text: string, says: RegExp): void {
  const error = t.throws(() => expand(text), { message: says }, text);
  t.is((error as Error & { code?: string }).code, "ERR_RANKS_ENVIRONMENT", text);
}

// What `scontrol show hostnames` of Slurm 22.05 says of the same lists.
const LISTS: readonly (readonly [string, string])[] = [
  ["n1", "n1"],
  ["n1,n2", "n1 n2"],
  ["n[001-003,7],gpu1,rack[1-2]n[1-2]", "n001 n002 n003 n7 gpu1 rack1n1 rack1n2 rack2n1 rack2n2"],
  ["n[9-11]", "n9 n10 n11"],
  ["a[08-10,3]b[1-2]", "a08b1 a08b2 a09b1 a09b2 a10b1 a10b2 a3b1 a3b2"],
];

for (const [list, names] of LISTS)
  test(`nodes of ${list}`, (t) => {
    t.deepEqual(expandNodelist(list), names.split(" "));
  });

test("lists of nodes that are none", (t) => {
  for (const list of [
    ...["", ",", "n1,", ",n1", "n1,,n2", "n[", "n]", "n[]", "n[1", "n1]", "n[[1]]", "n[1-]", "n[-1]", "n[a]"],
    ...["n[2-1]", "n[1-2-3]", "n[1,,2]", "n1 n2", "n[1-999999999999]", "a[0-999]b[0-999]"],
  ])
    refuses(
      t,
      expandNodelist,
      list,
      /^".*" is not a list of nodes as Slurm writes it; `scontrol show hostnames` /,
    );
});

interface Piece {
  readonly text: string;
  readonly endings: readonly string[];
}

/** Letters, or brackets with single numbers and ranges in them, beside all that they stand for. */
function piece(random: Random, brackets: boolean): Piece {
  if (!brackets) {
    const text = "abcxyz-_".slice(0, 1 + random(5));
    return { text, endings: [text] };
  }
  const texts: string[] = [];
  const endings: string[] = [];
  for (let i = 0; i <= random(3); i++) {
    const [first, more, width] = [random(120), random(12), 1 + random(4)];
    const written = (number: number): string =>
      `${"0".repeat(width)}${number}`.slice(-Math.max(width, `${number}`.length));
    texts.push(more === 0 ? written(first) : `${written(first)}-${written(first + more)}`);
    for (let number = first; number <= first + more; number++)
      endings.push(written(first).startsWith("0") ? written(number) : `${number}`);
  }
  return { text: `[${texts.join(",")}]`, endings };
}

test("random lists of nodes", (t) => {
  for (let seed = 0; seed < 300; seed++) {
    const random = randomFrom(seed);
    const items: string[] = [];
    const names: string[] = [];
    for (let i = 0; i <= random(4); i++) {
      const pieces = Array.from({ length: 1 + random(4) }, (_, place) => piece(random, place % 2 === 1));
      items.push(pieces.map(({ text }) => text).join(""));
      const places = pieces.map(() => 0);
      // An odometer: the last place runs fastest.
      for (let place = 0; place >= 0;) {
        names.push(pieces.map(({ endings }, p) => endings[places[p]]).join(""));
        for (
          place = pieces.length - 1;
          place >= 0 && ++places[place] === pieces[place].endings.length;
          place--
        )
          places[place] = 0;
      }
    }
    t.deepEqual(expandNodelist(items.join(",")), names, `seed ${seed}: ${items.join(",")}`);
  }
});

test("counts for each node", (t) => {
  t.deepEqual(expandCounts("4"), [4]);
  t.deepEqual(expandCounts("2(x3),1"), [2, 2, 2, 1]);
  t.deepEqual(expandCounts("1,12(x2),3"), [1, 12, 12, 3]);
  for (const text of ["", ",", "a", "2(x", "2(x3", "(x3)", "2x3", "2(x3),", "-1", "1.5", "1(x999999999)"])
    refuses(
      t,
      expandCounts,
      text,
      /^".*" is not a number for each node as Slurm writes it, like 2\(x3\),1; leave /,
    );
});

test("random counts for each node", (t) => {
  for (let seed = 0; seed < 100; seed++) {
    const random = randomFrom(seed);
    const counts: number[] = [];
    const parts = Array.from({ length: 1 + random(6) }, () => {
      const [count, times] = [random(130), 1 + random(9)];
      for (let i = 0; i < times; i++) counts.push(count);
      return times === 1 ? `${count}` : `${count}(x${times})`;
    });
    t.deepEqual(expandCounts(parts.join(",")), counts, `seed ${seed}`);
  }
});
