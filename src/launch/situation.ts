import { nameOf } from "./failure.ts";
import type { Finding } from "./survey.ts";

/** Of a large job people read the first lines. */
const LINES = 32;

/** What each of these ranks is doing, in a line each. */
export function describeSituation(findings: readonly Finding[], ranks: readonly number[]): string {
  const lines = findings.flatMap(({ member, state }) =>
    member.ranks
      .filter((rank) => ranks.includes(rank))
      .map((rank) => {
        const waitsFor = state?.ranks.find((one) => one.rank === rank)?.waitsFor;
        return { rank, text: `  ${nameOf(member, rank)} ${state ? doing(waitsFor) : "does not answer"}` };
      }),
  );
  const shown = lines.sort((a, b) => a.rank - b.rank).slice(0, LINES);
  const more = lines.length > LINES ? [`  and ${lines.length - LINES} more`] : [];
  return [...shown.map(({ text }) => text), ...more].join("\n");
}

function doing(waitsFor: string | null | undefined): string {
  return typeof waitsFor === "string" ? `waits for ${waitsFor}` : "waits for no other rank";
}
