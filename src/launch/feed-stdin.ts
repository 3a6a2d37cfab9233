import type { Member } from "./member.ts";

/** Passes what is typed at the terminal on to the rank that reads it (anything but a terminal the rank reads itself). */
export function feedStdin(members: readonly Member[]): () => void {
  const reader = members.find(({ stdin }) => stdin !== null)?.stdin;
  if (!reader) return () => undefined;
  // A rank may end, or close its input, before it has read everything.
  reader.on("error", () => process.stdin.unpipe(reader));
  process.stdin.pipe(reader);
  return () => {
    process.stdin.unpipe(reader).pause().unref();
  };
}
