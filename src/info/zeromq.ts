import { found, missing } from "./check.ts";
import type { Check } from "./check.ts";

/** Whether ZeroMQ loads, and can encrypt what goes between hosts. */
export async function zeromq(): Promise<Check> {
  const name = "ZeroMQ";
  try {
    const { version, capability } = await import("zeromq");
    if (capability.curve) return found(name, `${version}, with encryption`);
    return missing(
      name,
      `${version}, without encryption: it carries messages on this host, not between hosts`,
      "install zeromq.js as it comes (npm install zeromq), or use --insecure in a network that you trust",
    );
  } catch (error) {
    const [why] = (error as Error).message.split("\n", 1);
    return missing(name, `does not load: ${why}`, "npm rebuild zeromq");
  }
}
