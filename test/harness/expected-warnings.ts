/** What this thread's ranks have warned of in tests' directories; it is not printed. */
export const expectedWarnings: string[] = [];

const emitWarning = process.emitWarning.bind(process) as (...args: readonly unknown[]) => void;

process.emitWarning = (...args: readonly unknown[]): void => {
  const text = String(args[0]);
  if (text.includes("test-of-ranks-")) expectedWarnings.push(text);
  else emitWarning(...args);
};
