/** A file of a checkpoint can't be used, which is no reason to fail: there is an older one, or the beginning. */
export function warnOfDamage(file: string, what: string): void {
  const text = `${file} ${what}: the run goes on from an older checkpoint, or from the beginning`;
  process.emitWarning(text, "RanksWarning");
}
