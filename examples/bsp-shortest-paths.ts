// The shortest paths from one place to all others, as Pregel finds them.
//
// Place v belongs to rank v mod p. Whoever hears of a shorter way to one of its places tells its neighbours, and votes to halt:
// it is woken when it is told of a shorter way again. When all have halted and nobody is told anything more, all distances are
// known. Nobody counts rounds, and nobody asks whether the others are done.
//
//   npx ranks run -n 4 examples/bsp-shortest-paths.ts --cost
import assert from "node:assert";
import { spmd, sum } from "ranks";
import { supersteps } from "ranks/bsp";
import { costOptions } from "./support/cost.ts";

const PLACES = 600;
const START = 0;

interface Road {
  readonly to: number;
  readonly length: number;
}

/** Four roads from each place, most of them to places nearby; the same on every rank. */
const roads: readonly (readonly Road[])[] = Array.from({ length: PLACES }, (_, place) =>
  [1, 2, 5, 90].map((far, i) => ({
    to: (place + far + ((place * i) % (far + 1))) % PLACES,
    length: 1 + far * 3 + ((place * 13 + i * 29) % 17),
  })),
);

const costs = costOptions();

await spmd(async (world) => {
  const { rank, size } = world;

  const result = await supersteps(
    world,
    new Float64Array(Math.ceil((PLACES - rank) / size)).fill(Infinity),
    (distances, context) => {
      const shorter = new Set<number>();
      const hear = (place: number, distance: number): void => {
        const i = Math.floor(place / size);
        if (distance >= distances[i]) return;
        distances[i] = distance;
        shorter.add(place);
      };
      if (context.superstep === 0 && START % size === rank) hear(START, 0);
      // A message is a list of places, each with a distance behind it.
      for (const { value } of context.messages<Float64Array>())
        for (let i = 0; i < value.length; i += 2) hear(value[i], value[i + 1]);

      const news = Array.from({ length: size }, (): number[] => []);
      for (const place of shorter)
        for (const { to, length } of roads[place])
          news[to % size].push(to, distances[Math.floor(place / size)] + length);
      for (const [dest, list] of news.entries())
        if (list.length > 0) context.send(Float64Array.from(list), { dest });
      context.halt();
    },
    costs.options,
  );
  await costs.print(result);

  const { state, supersteps: count } = result;
  const expected = dijkstra();
  state.forEach((distance, i) => assert.equal(distance, expected[i * size + rank]));
  const checked = await world.allreduce(state.length, sum);
  assert.equal(checked, PLACES);
  if (rank === 0)
    console.log(`${PLACES} places, ${count} supersteps; the farthest is ${Math.max(...expected)} away`);
});

/** The same on one rank: always go on from the nearest place that is left. */
function dijkstra(): Float64Array {
  const distances = new Float64Array(PLACES).fill(Infinity);
  distances[START] = 0;
  const left = new Set(distances.keys());
  while (left.size > 0) {
    const place = [...left].reduce((a, b) => (distances[b] < distances[a] ? b : a));
    left.delete(place);
    for (const { to, length } of roads[place])
      distances[to] = Math.min(distances[to], distances[place] + length);
  }
  return distances;
}
