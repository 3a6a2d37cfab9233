import { existsSync } from "node:fs";
import { join } from "node:path";
import { folder } from "../folder.mjs";

/** Always there: dependencies, and the platform. */
export const node = [
  { name: "zeromq.js", command: start("zeromq") },
  { name: "postMessage", command: start("post-message") },
  { name: "piscina", command: start("piscina") },
];

function start(prefix) {
  return ({ program, samples, words }) => {
    const script = join(folder, "node", `${prefix}-${program}.mjs`);
    return existsSync(script) ? [process.execPath, script, String(samples), ...words] : undefined;
  };
}
