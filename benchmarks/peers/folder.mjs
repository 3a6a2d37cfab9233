import { fileURLToPath } from "node:url";

/** Where the programs of the peers are. */
export const folder = fileURLToPath(new URL(".", import.meta.url));
