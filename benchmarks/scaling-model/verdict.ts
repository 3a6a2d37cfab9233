import { sizes } from "./scaling.ts";
import type { Machine } from "./parameters.ts";
import { PROPOSALS } from "./next.ts";
import type { Proposal } from "./next.ts";
import { predict } from "./predict.ts";

/** Less is not worth an algorithm. */
const WORTH = 1.5;

/** What another algorithm would bring. */
export interface Verdict {
  readonly collective: string;
  readonly bytes: number;
  readonly today: string;
  readonly next: string;
  /** From so many ranks on it takes less than two thirds of the time; undefined where it never does. */
  readonly from: number | undefined;
  /** Where it brings most, and what both take there. */
  readonly best: { readonly ranks: number; readonly todayUs: number; readonly nextUs: number };
}

export function verdicts(machine: Machine, bytes: number): Verdict[] {
  return PROPOSALS.filter(({ collective }) => collective !== "barrier" || bytes === 8).map((proposal) =>
    judge(machine, proposal, bytes),
  );
}

function judge(machine: Machine, { collective, today, next, time }: Proposal, bytes: number): Verdict {
  const found = numbers().map((ranks) => {
    const todayUs = predict(machine, collective, ranks, bytes);
    return { ranks, todayUs, nextUs: time(machine, ranks, bytes) };
  });
  const gain = ({ todayUs, nextUs }: Verdict["best"]): number => todayUs / nextUs;
  const best = found.reduce((most, one) => (gain(one) > gain(most) ? one : most));
  const from = found.find((one) => gain(one) >= WORTH)?.ranks;
  return { collective, bytes, today, next, from, best };
}

/** Powers of two, and half as many again, which are none. */
function numbers(): number[] {
  return sizes().flatMap((ranks, i, all) => (i + 1 < all.length ? [ranks, 1.5 * ranks] : [ranks]));
}
