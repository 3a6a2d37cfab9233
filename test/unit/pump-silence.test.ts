import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import test from "ava";
import type { ExecutionContext } from "ava";
import type { PumpEndpoint } from "#dist/transport/pump-network.js";
import { connectedStations, Station, until } from "./pump-station.ts";
import { Traffic } from "./pump-traffic.ts";

const NETWORK = { address: "127.0.0.1", encrypt: true, silenceMs: 1000 };
const SILENT = "nothing was heard of it for 1 s";

async function pass(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

/** Carries one direction of the messages between two processes: the other has a connection of its own. */
class Wire {
  /** From here on nothing comes through, and nothing breaks. */
  cut = false;
  /** Bytes that come through in a second. */
  readonly #rate: number;
  readonly #server: Server;

  constructor(port: number, rate = Infinity) {
    this.#rate = rate;
    this.#server = createServer((from) => {
      const to = connect(port, "127.0.0.1");
      this.#carry(from, to);
      this.#carry(to, from);
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `tcp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
  }

  #carry(from: Socket, to: Socket): void {
    from.on("error", () => undefined).on("close", () => to.destroy());
    from.on("data", (data) => {
      if (this.cut) return;
      to.write(data);
      from.pause();
      setTimeout(() => from.resume(), (1000 * data.length) / this.#rate);
    });
  }
}

/** Two processes, with a wire for each direction: the first carries what goes from 0 to 1. */
async function wired(
  t: ExecutionContext,
  network = NETWORK,
  rate?: number,
): Promise<{ stations: Station[]; wires: Wire[] }> {
  const stations = [0, 1].map((process) => new Station(process, [0, 1], undefined, network));
  const endpoints = await Promise.all(stations.map(({ pump }) => pump.listen()));
  const wires = [1, 0].map((to) => new Wire(Number(new URL(endpoints[to].address).port), rate));
  const [toTwo, toOne] = await Promise.all(wires.map((wire) => wire.open()));
  const through = (process: number, address: string): PumpEndpoint => ({ ...endpoints[process], address });
  stations[0].pump.connect([null, through(1, toTwo)]);
  stations[1].pump.connect([through(0, toOne), null]);
  t.teardown(async () => {
    for (const { pump } of stations) await pump.close();
    for (const wire of wires) wire.close();
  });
  stations[0].trySend(0, 1, 1, Uint8Array.of(1));
  stations[1].trySend(1, 0, 1, Uint8Array.of(1));
  for (const rank of [0, 1]) await until(() => stations[rank].tryReceive(rank) !== undefined, "a message");
  return { stations, wires };
}

for (const way of [0, 1]) {
  test(`a network that is cut in one direction, from ${way} to ${1 - way}`, async (t) => {
    const { stations, wires } = await wired(t);
    wires[way].cut = true;
    await until(() => stations[1 - way].lost.length > 0, "the one that hears nothing to say so");
    t.deepEqual(stations[1 - way].lost, [`${way}: ${SILENT}`]);
  });
}

test("a network that is cut in both directions", async (t) => {
  const { stations, wires } = await wired(t);
  for (const wire of wires) wire.cut = true;
  await until(() => stations.every(({ lost }) => lost.length > 0), "both to say so");
  t.deepEqual(
    stations.map(({ lost }) => lost),
    [[`1: ${SILENT}`], [`0: ${SILENT}`]],
  );
});

test("a process that can't connect", async (t) => {
  const [one, two] = [0, 1].map((process) => new Station(process, [0, 1], undefined, NETWORK));
  const endpoints = await Promise.all([one, two].map(({ pump }) => pump.listen()));
  one.pump.connect([null, { ...endpoints[1], address: "tcp://127.0.0.1:9" }]);
  two.pump.connect(endpoints);
  await until(() => two.lost.length > 0, "the other one to say so");
  t.deepEqual(two.lost, ["0: nothing ever came from it for 1 s; a firewall may keep it from 127.0.0.1"]);
  for (const { pump } of [one, two]) await pump.close();
});

test("processes that have nothing to say are there, and one that leaves is not missed", async (t) => {
  const stations = await connectedStations([0, 1, 2], { network: NETWORK });
  await pass(3 * NETWORK.silenceMs);
  const [one, two, three] = stations;
  t.true(await three.pump.leave(5000));
  await three.pump.close();
  await pass(3 * NETWORK.silenceMs);
  t.deepEqual(
    stations.flatMap(({ lost }) => lost),
    [],
  );
  for (const { pump } of [one, two]) await pump.close();
});

test.serial("who was stopped itself accuses nobody", async (t) => {
  const stations = await connectedStations([0, 1], { network: NETWORK });
  const traffic = new Traffic(stations);
  await traffic.flows();
  for (let i = 0; i < 2; i++) {
    // Neither of the two pumps gets to do anything.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3 * NETWORK.silenceMs);
    await traffic.flows();
  }
  await traffic.stop();
  t.deepEqual(
    stations.flatMap(({ lost }) => lost),
    [],
  );
  for (const { pump } of stations) await pump.close();
});

test("a slow network, on which more is under way than it carries in the time", async (t) => {
  const { stations } = await wired(t, { ...NETWORK, silenceMs: 2000 }, 500_000);
  const [one, two] = stations;
  const bytes = new Uint8Array(30_000);
  let sent = 0;
  for (; sent < 80; sent++) await until(() => one.trySend(0, 1, sent, bytes), "room in the ring", 60_000);
  let next = 0;
  const read = (): boolean => {
    for (let arrived; (arrived = two.tryReceive(1)) !== undefined; next++) t.is(arrived.tag, next);
    return next === sent;
  };
  await until(read, "all messages", 60_000);
  t.deepEqual([...one.lost, ...two.lost], []);
});
