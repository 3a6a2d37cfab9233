import test from "ava";
import { PIECE_BYTES } from "#dist/transport/batch.js";
import { PIECE, PULL } from "#dist/wire/envelope.js";
import { randomFrom } from "../harness/random.ts";
import { connectedStations, until } from "./pump-station.ts";
import type { Station, Told } from "./pump-station.ts";

const NETWORK = { address: "127.0.0.1", silenceMs: 10_000 };
const WAYS = {
  loopback: undefined,
  "a network": { ...NETWORK, encrypt: false },
  "an encrypted network": { ...NETWORK, encrypt: true },
};

const MIB = 1 << 20;

/** Rank 0 lends station `two` an array, as send 8; complete when its first piece has landed. */
async function underWay(
  one: Station,
  two: Station,
  bytes: number,
): Promise<{ array: Uint8Array; into: Uint8Array; landing: number }> {
  const array = new Uint8Array(bytes).fill(5);
  const into = new Uint8Array(bytes);
  const landing = two.landings.open(0, 0, into, bytes);
  if (!one.tryLend(0, 1, 8, array, 0, landing)) throw new Error("an empty ring is full");
  await until(() => into[0] === 5, "the first piece");
  if (into.at(-1) === 5) throw new Error("the whole array was faster than a look at its first piece");
  return { array, into, landing };
}

async function close(stations: readonly Station[]): Promise<void> {
  for (const { pump } of stations) await pump.close();
}

for (const [name, network] of Object.entries(WAYS)) {
  test(`random arrays both ways, many at once, over ${name}`, async (t) => {
    const stations = await connectedStations([0, 1], { network });
    const random = randomFrom(11);
    const transfers = Array.from({ length: 60 }, (_, send) => {
      const source = random(2);
      const bytes = random(4) === 0 ? 1 + random(5 * PIECE_BYTES) : 1 + random(200_000);
      const array = Uint8Array.from({ length: bytes }, (__, i) => i * 7 + send);
      const into = new Uint8Array(bytes + random(2));
      const landing = stations[1 - source].landings.open(100 + send, source, into, bytes);
      return { send, source, array, into, landing };
    });
    const full = new Set<number>();
    const back = new Set<number>();
    const hear = (): void => {
      for (const rank of [0, 1]) {
        for (let told: Told | undefined; (told = stations[rank].tryHear(rank)) !== undefined;) {
          t.is(told.source, 1 - rank);
          if (told.type === PIECE) {
            const { send, into, array, landing } = transfers[told.id - 100];
            t.true(Buffer.from(into.buffer, 0, array.length).equals(array), `array ${send}`);
            t.is(into.length > array.length ? into.at(-1) : 0, 0);
            stations[rank].landings.close(landing);
            full.add(send);
          } else if (told.type === PULL) {
            t.false(back.has(told.id));
            back.add(told.id);
          }
        }
      }
    };
    for (const { send, source, array, landing } of transfers) {
      const lend = (): boolean => {
        hear();
        return stations[source].tryLend(source, 1 - source, send, array, 100 + send, landing);
      };
      await until(lend, "room for a loan");
      if (random(3) === 0) stations[source].trySend(source, 1 - source, 1, new Uint8Array(0));
      if (random(3) === 0) await new Promise(setImmediate);
    }
    await until(() => (hear(), full.size === 60 && back.size === 60), "all arrays", 30_000);
    t.deepEqual(await Promise.all(stations.map(({ pump }) => pump.leave(5000))), [true, true]);
    await close(stations);
    t.deepEqual(
      stations.flatMap(({ lost, warnings }) => [...lost, ...warnings]),
      [],
    );
  });
}

test("messages go on while an array is under way", async (t) => {
  const stations = await connectedStations([0, 1]);
  const [one, two] = stations;
  const { array, into } = await underWay(one, two, 100 * MIB);
  t.true(one.trySend(0, 1, 3, Uint8Array.of(1)));
  await until(() => two.tryReceive(1)?.tag === 3, "a small message");
  t.is(into.at(-1), 0, "the array was faster than the message");
  await until(() => two.tryHear(1)?.type === PIECE, "the last piece", 30_000);
  t.true(Buffer.from(array.buffer).equals(into));
  await close(stations);
});

test("an array whose receive has failed is left alone, and the loan ends all the same", async (t) => {
  const stations = await connectedStations([0, 1]);
  const [one, two] = stations;
  const { array, into, landing } = await underWay(one, two, 60 * MIB);
  two.landings.close(landing);
  const end = into.lastIndexOf(5);
  const other = new Uint8Array(array.length);
  const again = two.landings.open(0, 1, other, other.length);
  t.is(again, landing);
  await until(() => one.tryHear(0)?.id === 8, "the array's return", 30_000);
  t.is(into.lastIndexOf(5), end);
  t.true(other.every((byte) => byte === 0));
  await close(stations);
});

test("what is lent to a process that ends comes neither back nor in the way of others", async (t) => {
  const stations = await connectedStations([0, 1, 2]);
  const [one, two, three] = stations;
  const { array, landing } = await underWay(one, two, 100 * MIB);
  await two.pump.close();
  await one.pump.abandon(1);
  t.true(one.tryLend(0, 1, 9, array, 1, landing));
  const whole = new Uint8Array(array.length);
  const other = three.landings.open(4, 0, whole, whole.length);
  t.true(one.tryLend(0, 2, 10, array, 4, other));
  await until(() => three.tryHear(2)?.id === 4, "the other array", 30_000);
  t.true(Buffer.from(array.buffer).equals(whole));
  t.true(await one.pump.leave(5000));
  t.is(one.tryHear(0)?.id, 10);
  t.is(one.tryHear(0), undefined);
  await close([one, three]);
});

test("a process leaves when the arrays that it has lent are out", async (t) => {
  const stations = await connectedStations([0, 1]);
  const [one, two] = stations;
  const { array, into } = await underWay(one, two, 100 * MIB);
  t.true(await one.pump.leave(30_000));
  t.true(Buffer.from(array.buffer).equals(into));
  await close(stations);
});
