// Shows what a rank sees of the world, without joining it: `show.js WHAT`.
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";

const rank = Number(process.env.RANKS_RANK);
const [, , what] = process.argv;

switch (what) {
  case "rank":
    console.log(`rank ${rank} of ${process.env.RANKS_SIZE}`);
    break;
  case "argv":
    console.log(JSON.stringify([process.argv[0] === process.execPath, ...process.argv.slice(1)]));
    break;
  case "variable":
    console.log(`${process.env.COLOUR} ${process.env.SHADE} ${process.env.RANKS_CONTROL_FD ?? "alone"}`);
    break;
  case "directory":
    console.log(process.cwd());
    break;
  case "processors":
    console.log(/^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
    break;
  case "stdin":
    console.log(`${rank}: ${JSON.stringify(await text(process.stdin))}`);
    break;
  case "pieces":
    // Many lines in pieces that do not end where lines end.
    for (let line = 0; line < 200; line++) {
      process.stdout.write(`begin ${rank} `);
      await new Promise(setImmediate);
      process.stdout.write(`middle ${rank} `);
      process.stderr.write(`error ${rank}`);
      await new Promise(setImmediate);
      process.stdout.write(`end ${rank}\n`);
      process.stderr.write(` of ${rank}\n`);
    }
    break;
  case "both":
    for (let line = 0; line < 200; line++) (line % 3 === 0 ? console.error : console.log)(line);
    break;
  case "broken":
    throw new Error("broken before it joined");
  case "endless":
    process.stdout.write(`pid ${process.pid}\n`);
    for (;;);
  case "unfinished":
    process.stdout.write(`no newline from ${rank}`);
    break;
  case "bytes":
    process.stdout.write(Buffer.from([0xff, 0xfe, 0x0a, 0xe2, 0x82, 0xac, 0x0a]));
    break;
  case "much": {
    const line = `${"x".repeat(99)}\n`;
    process.stdout.write(line.repeat(50_000));
    console.error("written");
    break;
  }
  case "busy": {
    console.log("working");
    console.error("still working");
    const end = performance.now() + 2000;
    while (performance.now() < end);
    console.log("done");
    break;
  }
  case "forever":
    console.log(`pid ${process.pid}`);
    setInterval(() => undefined, 1000);
    break;
  case "ticks":
    setInterval(() => console.log("tick"), 20);
    break;
  case "stubborn":
    process.on("SIGTERM", () => console.log("no"));
    console.log(`pid ${process.pid}`);
    setInterval(() => undefined, 1000);
    break;
  case "later":
    setTimeout(() => console.log("later"), 200);
    process.exitCode = Number(process.argv[3]);
    break;
  case "unsettled":
    await new Promise(() => undefined);
}
