const NEWLINE = 10;
/** A line longer than this is passed on in parts. */
const LONGEST_LINE = 1 << 20;

/** Cuts a stream of bytes after newlines, and keeps back what is not yet a whole line. */
export class LineSplitter {
  #rest: Buffer[] = [];
  #bytes = 0;

  /** The whole lines that are there now, all together; may be empty. */
  push(chunk: Buffer): Buffer {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    const lines = end > 0 ? Buffer.concat([...this.#rest, chunk.subarray(0, end)]) : Buffer.alloc(0);
    if (end > 0) this.#keep([]);
    if (end < chunk.length) this.#keep([...this.#rest, chunk.subarray(end)]);
    return this.#bytes > LONGEST_LINE ? Buffer.concat([lines, this.end()]) : lines;
  }

  /** What is left, without a newline. */
  end(): Buffer {
    const rest = Buffer.concat(this.#rest);
    this.#keep([]);
    return rest;
  }

  #keep(rest: Buffer[]): void {
    this.#rest = rest;
    this.#bytes = rest.reduce((bytes, { length }) => bytes + length, 0);
  }
}

/** The same lines, each with `prefix` before it. Bytes stay as they are, whatever their encoding. */
export function tagged(lines: Buffer, prefix: string): Buffer {
  const text = lines.toString("latin1");
  const whole = text.endsWith("\n") ? text.slice(0, -1) : text;
  return Buffer.from(`${prefix}${whole.replaceAll("\n", `\n${prefix}`)}\n`, "latin1");
}
