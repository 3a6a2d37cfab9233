import type { Duplex, Readable } from "node:stream";

/** Longer lines are no messages of ours: whoever sends one is cut off. */
const LONGEST_LINE = 64 << 20;

/** Reads JSON, an object a line. A line that is none, or is too long, destroys the stream with an error. */
export function hearLines<T>(stream: Readable, listener: (message: T) => void, before = ""): void {
  let text = before;
  const read = (): void => {
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
      const line = text.slice(0, end);
      text = text.slice(end + 1);
      let message: T;
      try {
        message = JSON.parse(line) as T;
      } catch (cause) {
        stream.destroy(new Error("a line on a control channel is not JSON", { cause }));
        return;
      }
      listener(message);
    }
    if (text.length > LONGEST_LINE) stream.destroy(new Error("a line on a control channel is too long"));
  };
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    text += chunk;
    read();
  });
  read();
}

export function writeLine(stream: Duplex, message: unknown): void {
  stream.write(`${JSON.stringify(message)}\n`);
}
