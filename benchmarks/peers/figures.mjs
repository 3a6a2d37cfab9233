import { median } from "simple-statistics";

/** What came out, run by run: `{ contest, contestant, round, lines }`. */
export class Figures {
  runs = [];

  add(contest, contestant, round, lines) {
    this.runs.push({ contest: contest.name, contestant, round, lines });
  }

  /** The median over the rounds of what a row shows, with the least and the greatest; undefined where nothing came out. */
  of(contest, row, contestant) {
    return spread([...this.#rounds(contest, row, contestant).values()].map(contest.value));
  }

  /** How many times the other's time one takes, round by round. */
  ratio(contest, row, ours, theirs) {
    const others = this.#rounds(contest, row, theirs);
    return spread(
      [...this.#rounds(contest, row, ours)]
        .filter(([round]) => others.has(round))
        .map(([round, line]) => line.latencyUs.median / others.get(round).latencyUs.median),
    );
  }

  /** The line of each round. */
  #rounds(contest, row, contestant) {
    const lines = new Map();
    for (const run of this.runs) {
      if (run.contest !== contest.name || run.contestant !== contestant) continue;
      const line = run.lines.find(row.matches);
      if (line !== undefined) lines.set(run.round, line);
    }
    return lines;
  }
}

function spread(values) {
  if (values.length === 0) return undefined;
  return { median: median(values), low: Math.min(...values), high: Math.max(...values) };
}
