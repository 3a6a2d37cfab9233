import { Writable } from "node:stream";

const remarks = new Set<string>();

/** Standard error of the jobs of one command: that ranks take turns is said once, and not of every job anew. */
export const jobErrors = linesTo((line) => {
  if (/\d+ ranks on \d+ processors: they take turns/.test(line)) {
    const remark = line.replace(/\d+ ranks/, "ranks");
    if (remarks.has(remark)) return;
    remarks.add(remark);
  }
  process.stderr.write(`${line}\n`);
});

/** The launcher writes whole lines. */
export function linesTo(onLine: (line: string) => void): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString().split("\n")) if (line !== "") onLine(line);
      done();
    },
  });
}
