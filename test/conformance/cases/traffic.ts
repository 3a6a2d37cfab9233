import { ANY_SOURCE, ANY_TAG } from "ranks";
import type { Communicator, Request } from "ranks";
import { check, same } from "../../harness/expect.ts";
import { randomFrom, shuffled } from "../../harness/random.ts";
import type { Random } from "../../harness/random.ts";

/** A message of the plan, which every rank draws alike. */
interface Message {
  readonly id: number;
  readonly source: number;
  readonly dest: number;
  readonly tag: number;
  readonly length: number;
}

/** What a receive asked for, and what it got. */
interface Received {
  readonly source: number;
  readonly tag: number;
  readonly request: Request<Int32Array>;
  readonly into: Int32Array | undefined;
}

const TAGS = 6;
/** On both sides of what any transport treats in another way; the last ones travel in pieces everywhere. */
const SMALL = [1, 2, 30, 239, 240, 241, 1000];
const LENGTHS = [...SMALL, 1536, 1537, 8_190, 20_000, 33_000, 280_000];

function plan(size: number, count: number, random: Random): Message[] {
  return Array.from({ length: count }, (_, id) => ({
    id,
    source: random(size),
    dest: random(size),
    tag: random(TAGS),
    length: LENGTHS[random(random(4) === 0 ? LENGTHS.length : SMALL.length)],
  }));
}

function payload({ id, length }: Message): Int32Array {
  const array = new Int32Array(length);
  for (let i = 0; i < length; i++) array[i] = id + i * 7;
  return array;
}

/**
 * The pattern of one receive for each message, such that every one finds a message whatever the order of arrival: `narrow` takes
 * some tags from anybody and the others exactly, `follow` any tag of a source, `open` anything.
 */
type Style = "narrow" | "follow" | "open";

function patternFor({ source, tag }: Message, style: Style): { source: number; tag: number } {
  if (style === "open") return { source: ANY_SOURCE, tag: ANY_TAG };
  if (style === "follow") return { source, tag: ANY_TAG };
  return { source: tag % 2 === 0 ? ANY_SOURCE : source, tag };
}

/** Random messages against a model that knows only the rules: each once, each where it matches, none overtaken. */
export async function randomTrafficObeysTheRules(world: Communicator, random: Random): Promise<void> {
  for (const style of ["narrow", "follow", "open"] as const) {
    const messages = plan(world.size, 12 * world.size, random);
    await exchange(world, messages, style, randomFrom(random(1 << 30) + world.rank));
    await world.barrier();
  }
}

async function exchange(
  world: Communicator,
  messages: readonly Message[],
  style: Style,
  mine: Random,
): Promise<void> {
  const outgoing = messages.filter(({ source }) => source === world.rank);
  const incoming = messages.filter(({ dest }) => dest === world.rank);
  const longest = Math.max(0, ...incoming.map(({ length }) => length));
  const order = shuffled(incoming.length, mine);
  const sends: Request<void>[] = [];
  const receives: Received[] = [];

  // Sends in the plan's order and receives in one of this rank's own, interleaved; sometimes one waits for what it has so far.
  while (sends.length < outgoing.length || receives.length < incoming.length) {
    const sending = receives.length === incoming.length || (sends.length < outgoing.length && mine(2) === 0);
    if (sending) {
      const message = outgoing[sends.length];
      const options = { dest: message.dest, tag: message.tag };
      sends.push(
        mine(5) === 0 ? world.ssend(payload(message), options) : world.send(payload(message), options),
      );
    } else {
      const pattern = patternFor(incoming[order[receives.length]], style);
      if (sends.length === outgoing.length && mine(4) === 0) await probed(world, pattern, receives);
      const into = mine(3) === 0 ? new Int32Array(longest + 1).fill(-1) : undefined;
      const request = world.recv<Int32Array>(into === undefined ? pattern : { ...pattern, into });
      receives.push({ ...pattern, request, into });
    }
    if (sends.length === outgoing.length && receives.length > 0 && mine(4) === 0)
      await receives[mine(receives.length)].request;
  }
  await Promise.all(receives.map(({ request }) => request));
  await Promise.all(sends);
  await inspect(world.rank, incoming, receives);
}

/** With nothing posted, what a probe sees is what the next such receive gets. */
async function probed(
  world: Communicator,
  pattern: { source: number; tag: number },
  receives: readonly Received[],
): Promise<void> {
  if (receives.some(({ request }) => !request.test())) return;
  const seen = await world.probe(pattern);
  check(pattern.source === ANY_SOURCE || seen.source === pattern.source, "the probe's source");
  check(pattern.tag === ANY_TAG || seen.tag === pattern.tag, "the probe's tag");
}

async function inspect(
  rank: number,
  incoming: readonly Message[],
  receives: readonly Received[],
): Promise<void> {
  const byId = new Map(incoming.map((message) => [message.id, message]));
  /** Which receive, in the order of posting, got each message. */
  const gotBy = new Map<number, number>();
  for (const [i, { source, tag, request, into }] of receives.entries()) {
    const array = await request;
    const message = byId.get(array[0]);
    if (message === undefined)
      throw new Error(`receive ${i} of rank ${rank} got message ${array[0]}, which is not its`);
    check(!gotBy.has(message.id), `message ${message.id} came twice`);
    gotBy.set(message.id, i);
    check(
      source === ANY_SOURCE || source === message.source,
      `receive ${i} from ${source} got one of ${message.source}`,
    );
    check(tag === ANY_TAG || tag === message.tag, `receive ${i} with tag ${tag} got tag ${message.tag}`);
    same(
      request.status,
      { source: message.source, tag: message.tag, count: message.length, bytes: 4 * message.length },
      "status",
    );
    same(array.slice(0, message.length), payload(message), `content of message ${message.id}`);
    if (into !== undefined)
      check(
        into.subarray(message.length).every((x) => x === -1),
        "the rest of `into`",
      );
  }
  same(gotBy.size, incoming.length, "messages received");

  // Had a later message of one sender matched this receive first, an earlier one would have been overtaken.
  for (const later of incoming) {
    const by = receives[gotBy.get(later.id)!];
    for (const earlier of incoming) {
      if (earlier.source !== later.source || earlier.id >= later.id) continue;
      const alsoMatches = by.tag === ANY_TAG || by.tag === earlier.tag;
      check(
        !alsoMatches || gotBy.get(earlier.id)! < gotBy.get(later.id)!,
        `message ${later.id} overtook ${earlier.id}`,
      );
    }
  }
}
