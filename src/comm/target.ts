import { RanksError } from "../errors.ts";
import type { Target } from "../progress/receive.ts";
import { asStorage, kindOf } from "../wire/element.ts";

/** Where a receive's elements go, for an `into` of the user. */
export function targetOf(into: unknown): Target {
  const kind = typeof into === "object" && into !== null ? kindOf(into) : -1;
  if (kind >= 0) return { into, kind, array: asStorage(kind, into as object) };
  const what = into === null ? "null" : `a ${typeof into}`;
  throw new RanksError(
    "ERR_RANKS_USAGE",
    `\`into\` is ${what}; pass a typed array, a buffer or a DataView, or leave it out`,
  );
}
