import type { Communicator } from "../../comm/communicator.ts";
import { RanksError } from "../../errors.ts";
import type { ErrorCode } from "../../errors.ts";

type Answer<T> = { readonly value: T } | { readonly code: ErrorCode; readonly message: string };

/** What rank 0 finds out, for every rank; where it fails, all fail. Cost: one broadcast. */
export async function fromRankZero<T>(comm: Communicator, work: () => T | Promise<T>): Promise<T> {
  let answer: Answer<T> | undefined;
  let failure: Error | undefined;
  if (comm.rank === 0) {
    try {
      answer = { value: await work() };
    } catch (error) {
      failure = error as Error;
      const code = error instanceof RanksError ? error.code : "ERR_RANKS_USAGE";
      answer = { code, message: failure.message };
    }
  }
  const got = await comm.bcast(answer);
  if ("value" in got) return got.value;
  throw failure ?? new RanksError(got.code, got.message);
}
