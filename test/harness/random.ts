/** Numbers from 0 to n - 1, the same for the same seed. In a case all ranks draw the same ones. */
export type Random = (n: number) => number;

/** splitmix32: not the generator of the simulation, whose draws decide the order of events. */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  return (n) => {
    state = (state + 0x9e3779b9) | 0;
    let t = state ^ (state >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return ((t ^ (t >>> 15)) >>> 0) % n;
  };
}

/** A permutation of 0 to n - 1 (Fisher and Yates). */
export function shuffled(n: number, random: Random): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
