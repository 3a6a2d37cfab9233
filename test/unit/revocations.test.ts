import test from "ava";
import { Revocations } from "#dist/progress/revocations.js";
import type { Context } from "#dist/progress/contexts.js";
import { randomFrom } from "../harness/random.ts";
import type { Random } from "../harness/random.ts";

const COMMUNICATOR = 70_000;

interface Message {
  readonly from: number;
  readonly to: number;
  readonly context: number;
  readonly by: number;
}

/** Ranks that pass on what they hear; messages arrive in any order. Who dies has sent some of what it wanted to send. */
class Town {
  readonly heard = new Map<number, number>();
  readonly under: Message[] = [];
  readonly sent = new Map<string, number>();
  readonly dead = new Set<number>();
  readonly #revocations: Revocations[];
  readonly #random: Random;

  constructor(size: number, members: ReadonlySet<number>, strangers: ReadonlySet<number>, random: Random) {
    this.#random = random;
    this.#revocations = Array.from({ length: size }, (_, rank) => {
      const owner: Context = {
        rankOf: (world) => world,
        has: (world) => members.has(world),
        revoked: (by) => this.heard.set(rank, by),
      };
      // A stranger is no member, or a member that does not have the communicator yet.
      const known = members.has(rank) && !strangers.has(rank);
      return new Revocations({
        rank,
        size,
        contexts: { owner: () => (known ? owner : undefined) },
        tell: (to, _type, context, _number, by) => {
          this.sent.set(`${rank} ${to}`, (this.sent.get(`${rank} ${to}`) ?? 0) + 1);
          if (!this.dead.has(rank)) this.under.push({ from: rank, to, context, by });
        },
      });
    });
  }

  revoke(rank: number): void {
    this.#revocations[rank].add(COMMUNICATOR, rank);
  }

  /** It dies: some of what it sent comes, the rest never does. */
  kill(rank: number): void {
    this.dead.add(rank);
    const left = this.under.filter(({ from }) => from !== rank || this.#random(3) === 0);
    this.under.splice(0, Infinity, ...left);
  }

  settle(): void {
    while (this.under.length > 0) {
      const [{ to, context, by }] = this.under.splice(this.#random(this.under.length), 1);
      if (!this.dead.has(to)) this.#revocations[to].add(context, by);
    }
  }

  knows(rank: number): boolean {
    return this.#revocations[rank].by(COMMUNICATOR) !== undefined;
  }
}

test("where one member that lives has heard of it, all have, whoever died", (t) => {
  let passedOn = 0;
  for (let seed = 0; seed < 2000; seed++) {
    const random = randomFrom(seed);
    const size = 2 + random(7);
    const world = [...Array(size).keys()];
    const members = new Set(world.filter(() => random(4) > 0));
    const strangers = new Set(world.filter(() => random(4) === 0));
    const town = new Town(size, members, strangers, random);
    const first = [...members].find((rank) => !strangers.has(rank));
    if (first === undefined) continue;
    town.revoke(first);
    if (random(3) > 0) town.kill(first);
    const alive = [...members].filter((rank) => !town.dead.has(rank));
    town.settle();
    const heard = alive.filter((rank) => town.knows(rank));
    if (heard.length > 0 && town.dead.size > 0) passedOn++;
    t.true(
      heard.length === 0 || heard.length === alive.length,
      `seed ${seed}: ${heard.length} of ${alive.length}`,
    );
    t.true(
      [...town.sent.values()].every((times) => times === 1),
      `seed ${seed}: each tells each once`,
    );
    for (const rank of alive)
      if (heard.includes(rank) && !strangers.has(rank)) t.is(town.heard.get(rank), first, `seed ${seed}`);
  }
  t.true(passedOn > 300, `${passedOn}`);
});

test("the collectives' context belongs to the same communicator", (t) => {
  const town = new Town(1, new Set([0]), new Set(), randomFrom(1));
  town.revoke(0);
  t.true(town.knows(0));
  const revocations = new Revocations({
    rank: 0,
    size: 1,
    contexts: { owner: () => undefined },
    tell: () => t.fail("there is nobody to tell"),
  });
  revocations.add(5, 0);
  t.deepEqual([revocations.by(5), revocations.by(5 | 0x80000000), revocations.by(6)], [0, 0, undefined]);
});
