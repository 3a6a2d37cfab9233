import type { Communicator, TypedArray } from "ranks";
import { check, fails, same } from "../../harness/expect.ts";
import { amid, arrayClasses, sample, stamp } from "../../harness/samples.ts";
import { neighbours } from "../../harness/neighbours.ts";

/** Sends in a ring; the receive is posted before or after the message is there. */
async function pass<T>(
  world: Communicator,
  value: unknown,
  early: boolean,
  receive: () => PromiseLike<T>,
): Promise<T> {
  const { next } = neighbours(world);
  if (early) {
    const receiving = Promise.resolve(receive());
    receiving.catch(() => undefined);
    await world.barrier();
    const sending = world.send(value, { dest: next, tag: 1 });
    // Looked at first, so that a refusal is reported as what it is.
    await receiving.catch(() => undefined);
    await sending;
    return receiving;
  }
  const sending = world.send(value, { dest: next, tag: 1 });
  await world.barrier();
  const receiving = Promise.resolve(receive());
  await receiving.catch(() => undefined);
  await sending;
  return receiving;
}

export async function everyKindGoesInto(world: Communicator): Promise<void> {
  const { previous } = neighbours(world);
  for (const early of [true, false])
    for (const Class of arrayClasses)
      for (const [length, shared] of [
        [5, false],
        [3000, false],
        [40, true],
      ] as const) {
        const into = amid(new Class(length), shared);
        const answer = await pass(world, sample(Class, length, world.rank), early, () =>
          world.recv<TypedArray>({ source: previous, tag: 1, into }),
        );
        check(answer === into, "the answer is `into`");
        same(Array.from(into as never), Array.from(sample(Class, length, previous) as never), Class.name);
        const around = new Uint8Array(into.buffer);
        check(around[into.byteOffset - 1] === 0xee, "what stands before is untouched");
        check(around[into.byteOffset + into.byteLength] === 0xee, "what stands after is untouched");
      }
}

export async function aLongerIntoKeepsItsRest(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  for (const length of [0, 4, 5000]) {
    const into = new Float64Array(length + 3).fill(-5);
    const sending = world.send(sample(Float64Array, length, 8), { dest: next });
    const receive = world.recv({ source: previous, into });
    check((await receive) === into, "the answer is `into`");
    same(receive.status.count, length, "count");
    same(into.slice(0, length), sample(Float64Array, length, 8), "elements");
    same(into.slice(length), new Float64Array(3).fill(-5), "rest");
    await sending;
  }
}

export async function buffersGoIntoBytesAndBack(world: Communicator): Promise<void> {
  const { previous } = neighbours(world);
  for (const length of [6, 2000])
    for (const early of [true, false]) {
      const content = sample(Uint8Array, length, 2);
      const bytes = new Uint8Array(length + 1);
      await pass(world, Buffer.from(content), early, () =>
        world.recv({ source: previous, tag: 1, into: bytes }),
      );
      same(bytes.slice(0, length), content, "a Buffer into a Uint8Array");
      const buffer = Buffer.alloc(length);
      await pass(world, content, early, () => world.recv({ source: previous, tag: 1, into: buffer }));
      same(buffer, Buffer.from(content), "a Uint8Array into a Buffer");
      const whole = new ArrayBuffer(length);
      await pass(world, content.buffer, early, () => world.recv({ source: previous, tag: 1, into: whole }));
      same(new Uint8Array(whole), content, "an ArrayBuffer");
      const view = new DataView(new ArrayBuffer(length + 8), 8);
      await pass(world, new DataView(content.buffer), early, () =>
        world.recv({ source: previous, tag: 1, into: view }),
      );
      same(new Uint8Array(view.buffer, 8), content, "a DataView");
    }
}

/** A message that does not fit is refused and gone, not half delivered; the next one arrives whole. */
export async function tooShortIsTruncated(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  for (const early of [true, false])
    for (const length of [10, 6000]) {
      const into = new Float64Array(length - 1).fill(-1);
      await fails(
        pass(world, new Float64Array(length).fill(3), early, () =>
          world.recv({ source: previous, tag: 1, into }),
        ),
        "ERR_RANKS_TRUNCATED",
        new RegExp(String(8 * length)),
      );
      same(into, new Float64Array(length - 1).fill(-1), "the short array is untouched");
      const sending = world.send(sample(Float64Array, length - 1, 6), { dest: next, tag: 1 });
      same(await world.recv({ source: previous, tag: 1, into }), sample(Float64Array, length - 1, 6), "next");
      await sending;
    }
}

export async function anotherKindIsAMismatch(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const pairs: [unknown, unknown][] = [
    [new Float64Array(4), new Float32Array(8)],
    [new Int32Array(4), new Uint32Array(4)],
    [new BigInt64Array(4), new BigUint64Array(4)],
    [new Uint8Array(4), new Uint8ClampedArray(4)],
    [new ArrayBuffer(4), new Uint8Array(4)],
    [new DataView(new ArrayBuffer(4)), new Uint8Array(4)],
    [new Float64Array(9000), new BigInt64Array(9000)],
    [{ plain: "value" }, new Uint8Array(100)],
    [3, new Float64Array(1)],
  ];
  for (const early of [true, false])
    for (const [value, into] of pairs) {
      await fails(
        pass(world, value, early, () => world.recv({ source: previous, tag: 1, into })),
        "ERR_RANKS_MISMATCH",
      );
      const sending = world.send("next", { dest: next, tag: 1 });
      same(await world.recv({ source: previous, tag: 1 }), "next", "the message behind it");
      await sending;
    }
}

export async function intoMustBeAnArray(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  for (const into of [[], {}, "text", 5, null])
    await fails(world.recv({ source: previous, into: into as never }), "ERR_RANKS_USAGE", /into/);
  // None of these was posted.
  const sending = world.send("whole", { dest: next });
  same(await world.recv({ source: previous }), "whole", "value");
  await sending;
}

/** Several receives lay their messages side by side in one array. */
export async function partsOfOneArray(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const length = 400;
  const all = new Int32Array(size * length);
  const receives = Array.from({ length: size }, (_, source) =>
    world.recv({ source, into: all.subarray(source * length, (source + 1) * length) }),
  );
  const mine = new Int32Array(length);
  stamp(new Uint8Array(mine.buffer), rank);
  await Promise.all(Array.from({ length: size }, (_, dest) => world.send(mine, { dest })));
  await Promise.all(receives);
  for (let source = 0; source < size; source++)
    same(
      all.slice(source * length, (source + 1) * length),
      sample(Int32Array, length, source),
      `part ${source}`,
    );
}

/** The other half of an exchange arrives although this half is refused. */
export async function aRefusedExchangeStillSends(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const before = Array.from({ length: 40 }, () => world.send(new Uint8Array(900), { dest: next, tag: 1 }));
  const exchange = world.sendrecv(new Float64Array(5), {
    dest: next,
    source: previous,
    tag: 2,
    into: new Float64Array(4),
  });
  const second = world.sendrecv("after it", { dest: next, source: previous, tag: 2 });
  await fails(exchange, "ERR_RANKS_TRUNCATED");
  same(await second, "after it", "the next exchange");
  for (let i = 0; i < 40; i++) await world.recv({ source: previous, tag: 1 });
  await Promise.all(before);
}
