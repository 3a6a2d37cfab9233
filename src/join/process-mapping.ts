/**
 * Where ranks stand, as a PMI-1 launcher tells under the key PMI_process_mapping: `(vector,(0,2,4),(2,1,3))` means that nodes 0
 * and 1 have four ranks each, then node 2 three; ranks beyond the last block begin again with the first (MPICH does so).
 * The node of each rank; undefined for a text that is none.
 */
export function parseProcessMapping(text: string, size: number): number[] | undefined {
  if (!/^\(vector(,\(\d+,\d+,\d+\))+\)$/.test(text)) return undefined;
  const blocks = [...text.matchAll(/\((\d+),(\d+),(\d+)\)/g)].map((match) => match.slice(1).map(Number));
  if (blocks.every(([, nodes, ranks]) => nodes * ranks === 0)) return undefined;
  const nodeOf: number[] = [];
  while (nodeOf.length < size) {
    for (const [first, nodes, ranks] of blocks)
      for (let place = 0; place < nodes * ranks && nodeOf.length < size; place++)
        nodeOf.push(first + Math.floor(place / ranks));
  }
  return nodeOf;
}
