/** The key of a PMI store that says which ranks share a node. */
export const PROCESS_MAPPING = "PMI_process_mapping";

interface Block {
  readonly firstNode: number;
  readonly nodes: number;
  readonly ranksPerNode: number;
}

/**
 * The node of each rank from `(vector,(first node,nodes,ranks per node),...)`: consecutive ranks fill each node of a block in
 * turn, then the next block; all over again while ranks are left (MPICH, `build_nodemap_fromstr` of its PMI utilities).
 * Undefined for anything else, and then nobody is known to share a node.
 */
export function nodesOfRanks(mapping: string | undefined, size: number): number[] | undefined {
  const blocks = mapping === undefined ? undefined : parse(mapping);
  if (blocks === undefined) return undefined;
  const nodes: number[] = [];
  while (nodes.length < size)
    for (const { firstNode, nodes: count, ranksPerNode } of blocks)
      for (let node = firstNode; node < firstNode + count && nodes.length < size; node++)
        for (let i = 0; i < ranksPerNode && nodes.length < size; i++) nodes.push(node);
  return nodes;
}

function parse(mapping: string): Block[] | undefined {
  const compact = mapping.replaceAll(/\s/g, "");
  if (!/^\(vector(,\(\d+,\d+,\d+\))+\)$/.test(compact)) return undefined;
  const blocks = [...compact.matchAll(/\((\d+),(\d+),(\d+)\)/g)].map(
    ([, firstNode, nodes, ranksPerNode]) => ({
      firstNode: Number(firstNode),
      nodes: Number(nodes),
      ranksPerNode: Number(ranksPerNode),
    }),
  );
  return blocks.every(({ nodes, ranksPerNode }) => nodes > 0 && ranksPerNode > 0) ? blocks : undefined;
}
