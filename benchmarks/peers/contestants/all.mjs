import { mpi4py } from "./mpi4py.mjs";
import { mpis } from "./mpi.mjs";
import { node } from "./node.mjs";
import { ranks } from "./ranks.mjs";

const [openmpi, mpich] = mpis;
const [arrays, ...objects] = mpi4py;
/** Those that have no bandwidth stand last: so everybody keeps the colour of one chart in the other. */
const known = [openmpi, arrays, mpich, ...node, ...objects];

/** A contestant has a name and `command(contest)`: undefined where it has no program for that contest. */
export const ours = ranks;
export const peers = known.filter(({ missing }) => missing === undefined);
export const missing = known.flatMap(({ name, missing }) =>
  missing === undefined ? [] : [`${name} (${missing})`],
);
export const versions = Object.fromEntries(
  known.flatMap(({ name, version }) => (version === undefined ? [] : [[name, version]])),
);
