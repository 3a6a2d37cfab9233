import { EAGER_CREDIT } from "#dist/progress/link.js";
import type { Communicator, Request } from "ranks";
import { check, same } from "../../harness/expect.ts";

const BYTES = 900;
/** Three times what a receiver keeps for one sender. */
const MESSAGES = Math.ceil((3 * EAGER_CREDIT) / BYTES);

function message(i: number): Float64Array {
  return new Float64Array(BYTES >> 3).fill(i);
}

function complete(requests: readonly Request<void>[]): number {
  return requests.filter((request) => request.test()).length;
}

/**
 * A rank that receives nothing for now does not make anybody's memory grow: beyond the credit the sender's requests stay pending.
 * Everything else goes on meanwhile: other tags, other ranks, large messages.
 */
export async function nothingPilesUpAtARankThatDoesNotReceive(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const busy = size - 1;
  const sends =
    rank === 0
      ? Array.from({ length: MESSAGES }, (_, i) => world.send(message(i), { dest: busy, tag: 1 }))
      : [];
  await world.barrier();
  await world.barrier();
  if (rank === 0) {
    const done = complete(sends);
    check(
      done * BYTES <= EAGER_CREDIT,
      `${done} messages of ${BYTES} bytes are complete, and nobody received any`,
    );
  }

  // Other tags get through, in both sizes.
  const others =
    rank === 0
      ? [
          world.send("urgent", { dest: busy, tag: 2 }),
          world.send(new Float64Array(9000).fill(2), { dest: busy, tag: 3 }),
        ]
      : [];
  if (rank === busy) {
    same(await world.recv({ source: 0, tag: 3 }), new Float64Array(9000).fill(2), "large, behind the others");
    same(await world.recv({ source: 0, tag: 2 }), "urgent", "small, behind the others");
  }
  await Promise.all(others);
  // So do other ranks, and the way back.
  const back =
    rank === busy
      ? Array.from({ length: size }, (_, dest) => world.send(`to ${dest}`, { dest, tag: 4 }))
      : [];
  same(await world.recv({ source: busy, tag: 4 }), `to ${rank}`, "the way back");
  await Promise.all(back);

  if (rank === busy) {
    const receives = Array.from({ length: MESSAGES }, () => world.recv<Float64Array>({ source: 0, tag: 1 }));
    for (const [i, receive] of receives.entries()) {
      const array = await receive;
      check(array.length === BYTES >> 3 && array[0] === i, `message ${i} came as ${array[0]}`);
    }
  }
  await Promise.all(sends);
}

/** Credit comes back: after everything is received, as much as before goes out at once. */
export async function creditComesBack(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const last = size - 1;
  const count = MESSAGES >> 1;
  const counts: number[] = [];
  for (let round = 0; round < 3; round++) {
    const sends =
      rank === 0
        ? Array.from({ length: count }, (_, i) => world.send(message(i), { dest: last, tag: 1 }))
        : [];
    // Behind all of these: when it arrives, each of them has been taken or announced.
    const marker = rank === 0 ? world.send("marker", { dest: last, tag: 2 }) : undefined;
    if (rank === last) await world.recv({ source: 0, tag: 2 });
    await marker;
    counts.push(complete(sends));
    // Nothing is received before it was counted.
    await world.barrier();
    if (rank === last)
      await Promise.all(Array.from({ length: count }, () => world.recv({ source: 0, tag: 1 })));
    await Promise.all(sends);
    await world.barrier();
  }
  if (rank !== 0) return;
  check(counts[0] > EAGER_CREDIT / BYTES / 4, `only ${counts[0]} messages went out at once`);
  check(Math.min(...counts) > counts[0] / 2, `rounds took ${counts.join(", ")} messages at once`);
}

/** A send that still waits for room can be taken back; the others keep their order. */
export async function aWaitingSendCanBeCancelled(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const last = size - 1;
  if (rank === 0) {
    const sends = Array.from({ length: 2000 }, (_, i) => world.send(message(i), { dest: last, tag: 1 }));
    const cancelled = sends.map((send, i) => i % 3 === 0 && send.cancel());
    const kept = [...cancelled.keys()].filter((i) => !cancelled[i]);
    const telling = world.send(kept, { dest: last, tag: 2 });
    if (last === 0) await receiveKept(world);
    await telling;
    const outcomes = await Promise.allSettled(sends);
    outcomes.forEach(({ status }, i) => same(status, cancelled[i] ? "rejected" : "fulfilled", `send ${i}`));
  } else if (rank === last) await receiveKept(world);
  await world.barrier();
}

async function receiveKept(world: Communicator): Promise<void> {
  const kept = await world.recv<number[]>({ source: 0, tag: 2 });
  for (const i of kept) same((await world.recv<Float64Array>({ source: 0, tag: 1 }))[0], i, "kept message");
}

/** Announcements are bounded too: more sends than that stay pending at the sender, and all arrive in the end. */
export async function moreSendsThanCanBeAnnounced(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const last = size - 1;
  const count = 18_000;
  const sends =
    rank === 0 ? Array.from({ length: count }, (_, i) => world.ssend(Int32Array.of(i), { dest: last })) : [];
  if (rank === last) {
    const receives = Array.from({ length: count }, () => world.recv<Int32Array>({ source: 0 }));
    for (const [i, receive] of receives.entries()) same((await receive)[0], i, "message");
  }
  await Promise.all(sends);
}
