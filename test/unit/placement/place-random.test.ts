import test from "ava";
import { checkPlacement } from "#dist/launch/placement/check-placement.js";
import { place } from "#dist/launch/placement/place.js";
import type { Host, Placement } from "#dist/launch/placement/placement.js";
import type { MapBy, PinnedRank, PlanRequest, RequestedProgram } from "#dist/launch/placement/plan.js";
import { randomFrom, shuffled } from "../../harness/random.ts";
import type { Random } from "../../harness/random.ts";

const REQUESTS = 3000;

function anyRequest(random: Random): PlanRequest {
  const limits = random(3);
  const hosts: Host[] = Array.from({ length: 1 + random(5) }, (_, i) => ({
    name: `h${i}`,
    ...((limits === 0 || (limits === 1 && random(2) === 0)) && { slots: 1 + random(4) }),
  }));
  const perNode = 1 + random(3);
  const mapBy = (["slot", "node", `ppr:${perNode}:node`] as const)[random(3)];
  const programs: RequestedProgram[] = Array.from({ length: 1 + random(3) }, (_, i) => {
    const names = shuffled(hosts.length, random)
      .slice(0, 1 + random(hosts.length))
      .map((host) => hosts[host].name);
    const pinned = random(3) === 0;
    const room = perNode * (pinned ? names.length : hosts.length);
    const count = 1 + random(mapBy.startsWith("ppr") ? room : 12);
    return { program: `p${i}`, argv: [], env: {}, count, ...(pinned && { hosts: names }) };
  });
  return {
    programs,
    hosts,
    mapBy,
    ranks: mapBy.startsWith("ppr") || random(2) === 0 ? [] : anyPins(programs, hosts, random),
    ranksPerProcess: [1, 2, 3, Infinity][random(4)],
    bindTo: random(2) === 0 ? "none" : "core",
  };
}

function anyPins(
  programs: readonly RequestedProgram[],
  hosts: readonly Host[],
  random: Random,
): PinnedRank[] {
  const allowed = programs.flatMap(({ count, hosts: names = hosts.map(({ name }) => name) }) =>
    new Array<readonly string[]>(count).fill(names),
  );
  return shuffled(allowed.length, random)
    .slice(0, random(allowed.length))
    .map((rank) => ({
      rank,
      host: allowed[rank][random(allowed[rank].length)],
      ...(random(2) === 0 && { cores: [random(6), 6 + random(2)] }),
    }));
}

/** A placement as its ranks see it. */
class View {
  readonly hostOf: string[] = [];
  readonly programOf: number[] = [];
  readonly #request: PlanRequest;

  constructor(request: PlanRequest, { hosts, processes }: Placement) {
    this.#request = request;
    for (const { host, program, ranks } of processes) {
      for (const rank of ranks) {
        this.hostOf[rank] = hosts[host].name;
        this.programOf[rank] = program;
      }
    }
  }

  ranksOn(host: string, program?: number): number[] {
    return [...this.hostOf.keys()].filter(
      (rank) => this.hostOf[rank] === host && (program ?? this.programOf[rank]) === this.programOf[rank],
    );
  }

  candidates(program: number): string[] {
    return [...(this.#request.programs[program].hosts ?? this.#request.hosts.map(({ name }) => name))];
  }

  isOver(name: string): boolean {
    return this.ranksOn(name).length > this.#slots(name);
  }

  isFull(name: string): boolean {
    return this.ranksOn(name).length >= this.#slots(name);
  }

  #slots(name: string): number {
    return this.#request.hosts.find((host) => host.name === name)?.slots ?? Infinity;
  }
}

/** The rules in their plainest form; the first that is broken. */
function brokenRule(request: PlanRequest, placement: Placement): string | undefined {
  const { programs, hosts, ranks, mapBy, ranksPerProcess, bindTo } = request;
  const view = new View(request, placement);
  const names = hosts.map(({ name }) => name);

  const order = programs.flatMap(({ count }, program) => new Array<number>(count).fill(program));
  if (view.programOf.join() !== order.join()) return "ranks are numbered in the order of the programs";
  for (const [rank, host] of view.hostOf.entries())
    if (!view.candidates(view.programOf[rank]).includes(host)) return "programs keep to their hosts";
  for (const { rank, host } of ranks) if (view.hostOf[rank] !== host) return "ranks keep to their places";

  for (const host of names) {
    for (const program of programs.keys()) {
      const own = view.ranksOn(host, program);
      const groups = placement.processes.filter(
        (one) => placement.hosts[one.host].name === host && one.program === program,
      );
      if (
        groups.length !==
        (own.length === 0 ? 0 : Math.ceil(own.length / Math.min(ranksPerProcess, own.length)))
      )
        return "processes hold as many ranks as they may";
      if (groups.flatMap((group) => group.ranks).join() !== own.join())
        return "groups are of consecutive ranks";
      if (groups.some((group) => group.ranks.length > ranksPerProcess)) return "groups are not too large";
    }
  }

  const perNode = /^ppr:(\d+):node$/.exec(mapBy);
  if (perNode !== null) {
    for (const [program, { count }] of programs.entries()) {
      const expected = view
        .candidates(program)
        .map((_, i) => Math.min(Number(perNode[1]), count - i * Number(perNode[1])));
      const found = view.candidates(program).map((host) => view.ranksOn(host, program).length);
      if (found.join() !== expected.map((ranks) => Math.max(0, ranks)).join()) return "so many on each host";
    }
  } else if (ranks.length === 0) {
    for (const host of names.filter((name) => view.isOver(name))) {
      const excused = view
        .ranksOn(host)
        .some((rank) => view.candidates(view.programOf[rank]).every((other) => view.isFull(other)));
      if (!excused) return "no host gets more ranks than slots while there is room";
    }
    const alone =
      programs.length === 1 ? turns(mapBy, view.candidates(0), hosts, programs[0].count) : view.hostOf;
    if (view.hostOf.join() !== alone.join()) return "hosts are taken in turn";
  }

  const named = new Set(ranks.filter(({ cores }) => cores !== undefined).map(({ rank }) => rank));
  for (const host of placement.hosts.keys()) {
    const own = placement.processes.filter((process) => process.host === host);
    const free = own.filter((process) => !process.ranks.some((rank) => named.has(rank)));
    const given = free.flatMap(({ cores = [] }) => cores);
    if (given.length !== (bindTo === "core" ? free.flatMap((process) => process.ranks).length : 0))
      return "a processor for each rank, or none";
    const theirs = own.filter((process) => !free.includes(process)).flatMap(({ cores = [] }) => cores);
    if (new Set([...given, ...theirs]).size !== given.length + new Set(theirs).size)
      return "processors are given once";
  }
  return undefined;
}

/** The hosts of the ranks of a program that has all hosts for itself: each has its turn, and then all have another. */
function turns(mapBy: MapBy, among: readonly string[], hosts: readonly Host[], count: number): string[] {
  const slots = among.map((name) => hosts.find((host) => host.name === name)?.slots);
  const full = slots.map((number) => number ?? (mapBy === "slot" ? 1 : Infinity));
  let left = [...full];
  let last = -1;
  return Array.from({ length: count }, () => {
    if (left.every((ranks) => ranks === 0))
      left = full.map((ranks, i) => (slots.includes(undefined) && slots[i] !== undefined ? 0 : ranks));
    if (mapBy === "slot") last = left.findIndex((ranks) => ranks > 0);
    else
      do last = (last + 1) % among.length;
      while (left[last] === 0);
    left[last]--;
    return among[last];
  });
}

test(`${REQUESTS} random requests`, (t) => {
  for (let seed = 0; seed < REQUESTS; seed++) {
    const request = anyRequest(randomFrom(seed));
    const placement = place(request);
    t.notThrows(() => checkPlacement(placement, request.programs), `seed ${seed}`);
    t.is(brokenRule(request, placement), undefined, `seed ${seed}: ${JSON.stringify(request)}`);
  }
});
