/** The outcome of `promise`, or, when that takes longer than `limitMs`, a rejection with what `late` makes. */
export async function within<T>(promise: Promise<T>, limitMs: number, late: () => Error): Promise<T> {
  let limit: NodeJS.Timeout | undefined;
  const lateness = new Promise<never>((_, reject) => {
    limit = setTimeout(() => reject(late()), limitMs);
  });
  try {
    return await Promise.race([promise, lateness]);
  } finally {
    clearTimeout(limit);
  }
}
