import test from "ava";
import { Roll } from "#dist/job/roll.js";
import type { Notice, Vote } from "#dist/job/messages.js";
import { randomFrom, shuffled } from "../harness/random.ts";

type Event =
  { readonly what: "lose" | "leave"; readonly rank: number } | { readonly what: "vote"; readonly vote: Vote };

/** What must have been decided after these events, read from the whole history: [context, number, losses, absent or flag and proposal]. */
function decisionsAfter(events: readonly Event[]): string[] {
  const happened = (what: "lose" | "leave", rank: number): number => {
    const at = events.findIndex((event) => event.what === what && event.rank === rank);
    return at < 0 ? Infinity : at;
  };
  const votes = events
    .flatMap((event, at) => (event.what === "vote" ? [{ at, ...event.vote }] : []))
    .filter(({ rank, at }) => at < happened("lose", rank));
  const lossesBy = (at: number): number =>
    events.slice(0, at + 1).filter(({ what }) => what === "lose").length;
  return [...new Set(votes.map(({ context, number }) => `${context} ${number}`))].flatMap((key) => {
    const said = votes.filter(({ context, number }) => `${context} ${number}` === key);
    const [{ ranks, context, number, at: start }] = said;
    // The first moment after which nobody is waited for, or at which somebody is waited for in vain.
    const voted = (rank: number): number => said.find((vote) => vote.rank === rank)?.at ?? Infinity;
    const complete = Math.max(...ranks.map((rank) => Math.min(voted(rank), happened("lose", rank))), start);
    const inVain = ranks
      .filter((rank) => happened("leave", rank) < Math.min(voted(rank), happened("lose", rank)))
      .map((rank) => ({ rank, at: Math.max(start, happened("leave", rank)) }))
      .filter(({ rank, at }) => at < happened("lose", rank) && at < complete)
      .toSorted((a, b) => a.at - b.at || ranks.indexOf(a.rank) - ranks.indexOf(b.rank));
    if (inVain.length > 0) {
      const [{ rank, at }] = inVain;
      // Who votes later hears it, too.
      const times = [at, ...said.map((vote) => vote.at).filter((each) => each > at)];
      return times.map((time) => JSON.stringify([context, number, lossesBy(time), rank]));
    }
    if (complete === Infinity) return [];
    const flag = said.reduce((all, vote) => all & vote.flag, ~0);
    const [first] = ranks.filter((rank) => voted(rank) < Infinity);
    const { proposal } = said.find(({ rank }) => rank === first)!;
    return [JSON.stringify([context, number, lossesBy(complete), flag, proposal])];
  });
}

function randomEvents(seed: number): Event[] {
  const random = randomFrom(seed);
  const size = 1 + random(6);
  const groups = Array.from({ length: 1 + random(3) }, () =>
    shuffled(size, random).slice(0, 1 + random(size)),
  );
  const lost = new Set<number>();
  const left = new Set<number>();
  const voted = new Map<string, number>();
  return Array.from({ length: 5 + random(40) }, (): Event | undefined => {
    const rank = random(size);
    switch (random(12)) {
      case 0:
        if (lost.has(rank)) return undefined;
        lost.add(rank);
        return { what: "lose", rank };
      case 1:
        if (left.has(rank)) return undefined;
        left.add(rank);
        return { what: "leave", rank };
    }
    const context = random(groups.length);
    // A vote of a lost rank may still be on its way; one that has left says no more.
    if (left.has(rank) || !groups[context].includes(rank)) return undefined;
    const number = voted.get(`${rank} ${context}`) ?? 0;
    voted.set(`${rank} ${context}`, number + 1);
    const flag = random(2 ** 31) | (random(2) << 31);
    const proposal = context === 0 ? 100 * rank + number : null;
    return {
      what: "vote",
      vote: { type: "vote", rank, context, number, ranks: groups[context], flag, proposal },
    };
  }).filter((event) => event !== undefined);
}

test("agreements are decided as the history says, and everybody is told", (t) => {
  for (let seed = 0; seed < 3000; seed++) {
    const events = randomEvents(seed);
    const told: Notice[] = [];
    const roll = new Roll(6, (notice) => told.push(notice));
    for (const event of events) {
      if (event.what === "vote") roll.vote(event.vote);
      else if (event.what === "lose") roll.lose(event.rank, "killed");
      else roll.leave(event.rank);
    }
    const decided = told.flatMap((notice) => {
      if (notice.type !== "decided") return [];
      const { context, number, absent, losses, flag, proposal } = notice;
      return [JSON.stringify([context, number, losses, ...(absent === null ? [flag, proposal] : [absent])])];
    });
    t.deepEqual(decided.toSorted(), decisionsAfter(events).toSorted(), `seed ${seed}`);
    const losses = events.flatMap((event) => (event.what === "lose" ? [event.rank] : []));
    const heard = told.flatMap((notice) => (notice.type === "lost" ? [[notice.rank, notice.ordinal]] : []));
    t.deepEqual(
      heard,
      losses.map((rank, i) => [rank, i + 1]),
      `seed ${seed}`,
    );
  }
});

test("a rank is lost once", (t) => {
  const told: Notice[] = [];
  const roll = new Roll(2, (notice) => told.push(notice));
  roll.lose(1, "first");
  roll.lose(1, "second");
  t.deepEqual(told, [{ type: "lost", rank: 1, reason: "first", ordinal: 1 }]);
  t.true(roll.isLost(1));
  t.false(roll.isLost(0));
});

test("the job starts when every process has joined or ended", (t) => {
  const told: Notice[] = [];
  const roll = new Roll(3, (notice) => told.push(notice));
  roll.join(2, { address: "there" });
  roll.join(2, { address: "elsewhere" });
  roll.join(5, null);
  t.deepEqual([roll.missing, roll.started], [[0, 1], false]);
  roll.join(0, null);
  roll.join(1, null);
  t.true(roll.started);
  t.deepEqual(told, [{ type: "start", endpoints: [null, null, { address: "there" }] }]);
});
