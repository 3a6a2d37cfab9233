/**
 * Makes this process's standard output and standard error wait for their reader, as they do for files and terminals.
 * Through a pipe Node sends only what fits at once; the rest would wait for the event loop, which a computing rank does not
 * run, and would be lost at `process.exit()`.
 */
export function makeOutputBlocking(): void {
  for (const stream of [process.stdout, process.stderr]) {
    // Not in the documentation of Node, which has no other way.
    const { _handle: handle } = stream as { _handle?: { setBlocking?(blocking: boolean): void } };
    handle?.setBlocking?.(true);
  }
}
