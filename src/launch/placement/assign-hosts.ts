import { byNode, byNumber, bySlot } from "./choose-host.ts";
import type { ChooseHost } from "./choose-host.ts";
import { ranksPerNode } from "./map-by.ts";
import type { PlanRequest, RequestedProgram } from "./plan.ts";
import { Room } from "./room.ts";

/** For each world rank: the host that it runs on, as an index. `programOf` says which program it runs. */
export function assignHosts(request: PlanRequest, programOf: readonly number[]): number[] {
  const { programs, hosts, ranks, mapBy } = request;
  const room = new Room(hosts, mapBy === "slot" ? 1 : Infinity);
  const indexOf = new Map(hosts.map(({ name }, index) => [name, index]));
  const hostOf = programOf.map(() => NaN);
  const put = (rank: number, host: number): void => {
    hostOf[rank] = host;
    room.add(host);
  };
  for (const { rank, host } of ranks) put(rank, indexOf.get(host)!);

  const perNode = ranksPerNode(mapBy);
  const chooser = (): ChooseHost => (mapBy === "slot" ? bySlot(room) : byNode(room));
  const together = chooser();
  for (const program of pinnedFirst(programs)) {
    const { hosts: names } = programs[program];
    const among = names?.map((name) => indexOf.get(name)!) ?? [...hosts.keys()];
    const own = [...programOf.keys()].filter((rank) => programOf[rank] === program);
    const left = own.filter((rank) => Number.isNaN(hostOf[rank]));
    const there = own.map((rank) => hostOf[rank]).filter((host) => !Number.isNaN(host));
    // Programs without hosts of their own go round all hosts as one.
    let choose = names === undefined ? together : chooser();
    if (perNode !== undefined) choose = byNumber(perNode, programs[program], there);
    for (const rank of left) put(rank, choose(among));
  }
  return hostOf;
}

/** What can go to few hosts comes before what can go to any. */
function pinnedFirst(programs: readonly RequestedProgram[]): number[] {
  const isPinned = (program: number): boolean => programs[program].hosts !== undefined;
  const order = [...programs.keys()];
  return [...order.filter(isPinned), ...order.filter((program) => !isPinned(program))];
}
