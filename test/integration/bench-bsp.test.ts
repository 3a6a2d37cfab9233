import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "ava";
import { startRanks } from "./run-ranks.ts";

test.serial("ranks bench bsp measures what a superstep costs, and draws it", async (t) => {
  const directory = mkdtempSync(path.join(os.tmpdir(), "rt-"));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const page = path.join(directory, "bsp.html");
  const picture = path.join(directory, "bsp.svg");
  const { code, stdout, stderr } = await startRanks([
    ...["bench", "bsp", "-n", "2", "--json", "--svg", picture, "--html", page],
  ]).outcome;
  t.is(code, 0, stderr);
  const report = JSON.parse(stdout) as Record<string, number> & {
    readonly confidence: Record<string, [number, number]>;
  };
  t.is(report.p, 2);
  for (const name of ["r", "l", "L", "o", "gap"]) t.true(Number.isFinite(report[name]), name);
  for (const name of ["r", "g", "l"]) {
    const [low, high] = report.confidence[name];
    t.true(low <= high, name);
  }
  const html = readFileSync(page, "utf8");
  t.true(html.includes("<svg"));
  t.false(/NaN|(src|href)="http/.test(html));
  t.true(html.includes(readFileSync(picture, "utf8")), "the page has the same picture");
});

test.serial("alone there is no g and no LogP, and l is there", async (t) => {
  const { code, stdout } = await startRanks(["bench", "bsp", "-n", "1", "--threads", "--json"]).outcome;
  t.is(code, 0);
  const report = JSON.parse(stdout) as Record<string, unknown>;
  t.like(report, { p: 1, g: 0, transport: "threads" });
  t.false("L" in report);
});
