import test from "ava";
import { ANY, Matcher } from "#dist/progress/matcher.js";
import type { Unexpected } from "#dist/progress/matcher.js";
import type { Progress } from "#dist/progress/operation.js";
import { Receive } from "#dist/progress/receive.js";
import { randomFrom } from "../harness/random.ts";

const idle: Progress = {
  poll: () => false,
  block: () => undefined,
  linger: () => undefined,
  awaited: () => undefined,
  settled: () => undefined,
};

function receiveFor(matcher: Matcher, source: number, tag: number, probe = false): Receive {
  return new Receive(idle, matcher, { rankOf: (world) => world }, source, tag, 0, 0, undefined, probe);
}

function message(source: number, tag: number, id: number): Unexpected {
  return {
    source,
    tag,
    kind: 1,
    bytes: id,
    first: 0,
    second: 0,
    storage: undefined,
    id,
    address: 0,
    pid: 0,
    local: undefined,
    before: undefined,
    behind: undefined,
    older: undefined,
    newer: undefined,
  };
}

/** The rule in its plainest form: two lists, each searched from its oldest entry. */
class Reference {
  readonly posted: { source: number; tag: number; id: number }[] = [];
  readonly arrived: { source: number; tag: number; id: number }[] = [];

  arrive(source: number, tag: number, id: number): number | undefined {
    const at = this.posted.findIndex((receive) => matches(receive, source, tag));
    if (at >= 0) return this.posted.splice(at, 1)[0].id;
    this.arrived.push({ source, tag, id });
    return undefined;
  }

  look(source: number, tag: number, take: boolean): number | undefined {
    const at = this.arrived.findIndex((each) => matches({ source, tag }, each.source, each.tag));
    if (at < 0) return undefined;
    return take ? this.arrived.splice(at, 1)[0].id : this.arrived[at].id;
  }
}

function matches(receive: { source: number; tag: number }, source: number, tag: number): boolean {
  return (
    (receive.source === ANY || receive.source === source) && (receive.tag === ANY || receive.tag === tag)
  );
}

test("random posts, arrivals, probes and cancellations against two lists", (t) => {
  for (let seed = 0; seed < 300; seed++) {
    const random = randomFrom(seed);
    const sources = 1 + random(4);
    const tags = 1 + random(4);
    const wildcards = 1 + random(6);
    const matcher = new Matcher();
    const reference = new Reference();
    const posted = new Map<Receive, number>();
    for (let id = 0; id < 400; id++) {
      const choice = random(20);
      if (choice < 9) {
        const [source, tag] = [random(sources), random(tags)];
        const receive = matcher.takePosted(source, tag);
        if (receive === undefined) matcher.keep(message(source, tag, id));
        const got = receive === undefined ? undefined : posted.get(receive);
        if (receive !== undefined) posted.delete(receive);
        if (got !== reference.arrive(source, tag, id))
          return t.fail(`seed ${seed}: arrival ${id} went to ${got}`);
      } else if (choice < 18) {
        const source = random(wildcards) === 0 ? ANY : random(sources);
        const tag = random(wildcards) === 0 ? ANY : random(tags);
        const found = matcher.find(source, tag, true);
        if (found?.id !== reference.look(source, tag, true))
          return t.fail(`seed ${seed}: receive ${id} got ${found?.id}`);
        if (found !== undefined) continue;
        const receive = receiveFor(matcher, source, tag);
        matcher.post(receive);
        posted.set(receive, id);
        reference.posted.push({ source, tag, id });
      } else if (choice === 18) {
        const found = matcher.find(ANY, random(tags), false);
        const expected = found === undefined ? undefined : reference.look(ANY, found.tag, false);
        if (found?.id !== expected) return t.fail(`seed ${seed}: probe ${id} saw ${found?.id}`);
      } else if (posted.size > 0) {
        const [receive, number] = [...posted][random(posted.size)];
        if (!receive.cancel()) return t.fail(`seed ${seed}: posted receive ${number} could not be cancelled`);
        posted.delete(receive);
        reference.posted.splice(
          reference.posted.findIndex((each) => each.id === number),
          1,
        );
      }
    }
    t.deepEqual(
      matcher.posted().map((receive) => posted.get(receive)),
      reference.posted.map(({ id }) => id),
    );
    t.deepEqual(
      matcher.unexpected().map(({ id }) => id),
      reference.arrived.map(({ id }) => id),
    );
  }
});

test("a message that stays answers all probes that match it, and no others", (t) => {
  const matcher = new Matcher();
  const patterns = [
    [ANY, ANY],
    [3, ANY],
    [ANY, 5],
    [3, 5],
    [4, 5],
    [3, 6],
  ];
  const probes = patterns.map(([source, tag]) => {
    const probe = receiveFor(matcher, source, tag, true);
    matcher.postProbe(probe);
    return probe;
  });
  matcher.keep(message(3, 5, 42));
  t.deepEqual(
    probes.map(({ settled }) => settled),
    [true, true, true, true, false, false],
  );
  t.is(matcher.find(3, 5, true)?.id, 42);
});

test("a message that its sender takes back is gone, wherever it stood", (t) => {
  const matcher = new Matcher();
  const messages = [0, 1, 2, 3].map((id) => message(1, 1, id));
  for (const each of messages) matcher.keep(each);
  for (const i of [1, 3, 0]) matcher.discard(messages[i]);
  t.deepEqual(
    matcher.unexpected().map(({ id }) => id),
    [2],
  );
  matcher.keep(message(1, 1, 4));
  matcher.discard(messages[2]);
  t.is(matcher.find(ANY, ANY, true)?.id, 4);
  t.is(matcher.find(ANY, ANY, true), undefined);
});
