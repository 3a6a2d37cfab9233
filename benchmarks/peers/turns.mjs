import { progress, run } from "../contest.mjs";
import { Figures } from "./figures.mjs";

/**
 * Contestants take turns, ours and theirs one after the other, round after round, so that a slow minute of the machine hits both
 * of a pair.
 */
export async function takeTurns(rounds, contests, ours, peers) {
  const figures = new Figures();
  for (let round = 0; round < rounds; round++) {
    for (const contest of contests) {
      const entered = (contestants) => contestants.filter(({ command }) => command(contest) !== undefined);
      for (const { name, command } of alternating(entered(ours), entered(peers))) {
        progress(`round ${round + 1} of ${rounds}: ${contest.title}, ${name}`);
        const outcome = await run(name, command(contest), { env: { PROCESSES: String(contest.ranks) } });
        if (outcome !== undefined) figures.add(contest, name, round, outcome.lines);
      }
    }
  }
  progress("");
  return figures;
}

function alternating(ours, theirs) {
  const length = Math.max(ours.length, theirs.length);
  return Array.from({ length }, (_, i) => [ours[i], theirs[i]])
    .flat()
    .filter(Boolean);
}
