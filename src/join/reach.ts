import { RanksError } from "../errors.ts";

/** Between two attempts: at first, and at most. */
const FIRST_MS = 20;
const LAST_MS = 500;

/** What passes when the other end comes up, or its name becomes known. */
const PASSING = new Set([
  "EADDRNOTAVAIL",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);

/** Tries to reach rank 0 again and again until `deadline`, in terms of performance.now(); `whom` is for people. */
export async function reach<T>(
  whom: string,
  deadline: number,
  attempt: (limitMs: number) => Promise<T>,
): Promise<T> {
  const start = performance.now();
  for (let pause = FIRST_MS; ; pause = Math.min(2 * pause, LAST_MS)) {
    const left = deadline - performance.now();
    try {
      return await attempt(Math.max(1, left));
    } catch (cause) {
      const { code = "", message } = cause as NodeJS.ErrnoException;
      if (!PASSING.has(code) || left <= pause) {
        if (cause instanceof RanksError) throw cause;
        const after = Math.round((performance.now() - start) / 100) / 10;
        throw new RanksError(
          "ERR_RANKS_LAUNCH",
          `${whom} can't be reached (${reasonOf(code, message)}, after ${after} s); check that rank 0 was started, ` +
            "calls init(), and that this host reaches it through the network",
          { cause },
        );
      }
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function reasonOf(code: string, message: string): string {
  return message.startsWith(code) ? message : `${code} ${message}`;
}
