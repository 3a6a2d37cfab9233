import { closeSync } from "node:fs";
import { native } from "../memory/native.ts";
import { found, missing } from "./check.ts";
import type { Check } from "./check.ts";

const NAME = "native binding";
const WITHOUT = "processes of this host talk over ZeroMQ, which is slower; threads do without";

/** Whether processes of this host can share memory. */
export function nativeBinding(): Check {
  if (process.env.RANKS_NO_NATIVE === "1")
    return missing(NAME, `hidden by RANKS_NO_NATIVE; ${WITHOUT}`, "unset RANKS_NO_NATIVE");
  if (process.platform !== "linux")
    return missing(NAME, `there is none for ${process.platform}; ${WITHOUT}`, "use --threads, or Linux");
  if (native === undefined) {
    const remedy = "install a C compiler, make and python3 (apt install build-essential python3), then";
    return missing(NAME, `not built; ${WITHOUT}`, `${remedy} npm rebuild ranks`);
  }
  try {
    closeSync(native.createMemory(4096));
    return found(NAME, "built; processes of this host can share memory");
  } catch (error) {
    const { message } = error as Error;
    return missing(NAME, `the system gives no shared memory: ${message}; ${WITHOUT}`, "allow memfd_create");
  }
}
