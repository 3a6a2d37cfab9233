// A task farm: rank 0 hands out numbers, the others factor them and ask for more.
//
// Numbers take differently long (a prime takes longest), so nobody knows beforehand who should get which. Whoever is
// done gets the next one.
//
//   npx ranks run -n 4 examples/task-farm.ts
import assert from "node:assert";
import { ANY_SOURCE, ANY_TAG, spmd } from "ranks";
import type { Communicator } from "ranks";

const FIRST = 1_000_000_000_001;
const NUMBERS = 80;

// A tag says what a message is.
const TASK = 1;
const ANSWER = 2;
const STOP = 3;

interface Answer {
  readonly number: number;
  readonly factors: readonly number[];
}

await spmd(async (world) => {
  if (world.rank > 0) return work(world);

  const numbers = Array.from({ length: NUMBERS }, (_, i) => FIRST + i);
  const tasksOf = new Array<number>(world.size).fill(0);
  const answers =
    world.size > 1
      ? await handOut(world, numbers, tasksOf)
      : numbers.map((number) => ({ number, factors: factor(number) }));

  assert.equal(answers.length, NUMBERS);
  for (const { number, factors } of answers)
    assert.equal(
      factors.reduce((a, b) => a * b, 1),
      number,
    );
  const primes = answers.filter(({ factors }) => factors.length === 1).map(({ number }) => number);
  assert.equal(Math.min(...primes), 1_000_000_000_039, "the first prime above 10^12");

  const shares = world.size > 1 ? `, numbers by worker: ${tasksOf.slice(1).join(" ")}` : "";
  console.log(`factored ${NUMBERS} numbers, ${primes.length} of them prime${shares}`);
});

/** Rank 0: one number for each worker to begin with, then one for each answer that comes back. */
async function handOut(
  world: Communicator,
  numbers: readonly number[],
  tasksOf: number[],
): Promise<Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  const serve = async (worker: number): Promise<void> => {
    if (next < numbers.length) await world.send(numbers[next++], { dest: worker, tag: TASK });
    else await world.send(undefined, { dest: worker, tag: STOP });
  };

  for (let worker = 1; worker < world.size; worker++) await serve(worker);
  while (answers.length < numbers.length) {
    // From whoever is done first; the request's status then tells who that was.
    const request = world.recv<Answer>({ source: ANY_SOURCE, tag: ANSWER });
    answers.push(await request);
    const { source } = request.status;
    tasksOf[source]++;
    await serve(source);
  }
  return answers;
}

/** The other ranks: factor what comes, until told to stop. */
async function work(world: Communicator): Promise<void> {
  for (;;) {
    const request = world.recv<number>({ source: 0, tag: ANY_TAG });
    const number = await request;
    if (request.status.tag === STOP) return;
    const answer: Answer = { number, factors: factor(number) };
    await world.send(answer, { dest: 0, tag: ANSWER });
  }
}

/** Trial division: slow on purpose. */
function factor(number: number): number[] {
  const factors: number[] = [];
  let rest = number;
  for (let divisor = 2; divisor * divisor <= rest; divisor++) {
    while (rest % divisor === 0) {
      factors.push(divisor);
      rest /= divisor;
    }
  }
  if (rest > 1) factors.push(rest);
  return factors;
}
