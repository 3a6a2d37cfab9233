import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "ava";
import { runRanks } from "./run-ranks.ts";

const EXAMPLE = "examples/bsp-inner-product.ts";

test.serial("an example tells what it costs, and draws it", async (t) => {
  const directory = mkdtempSync(path.join(os.tmpdir(), "rt-"));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const [picture, page] = [path.join(directory, "cost.svg"), path.join(directory, "cost.html")];
  const { code, stdout, stderr } = await runRanks([
    ...["run", "-n", "2", "--threads", EXAMPLE, "--cost", "--svg", picture, "--html", page],
  ]);
  t.is(code, 0, stderr);
  const lines = stdout.trimEnd().split("\n");
  t.regex(lines[0], /^Cost of 2 supersteps on 2 ranks, with g = [\d.]+ µs a word and l = [\d.]+ µs$/);
  t.regex(lines[1], /^superstep +w µs +h words +h g µs +l µs +predicted µs +measured µs +ratio +balance$/);
  // Registering sends no words; then each rank puts its sum to the other.
  t.regex(lines[2], /^ *0 +[\d.]+ +0 /);
  t.regex(lines[3], /^ *1 +[\d.]+ +1 /);
  t.is(lines.at(-1), "the inner product of 1000000 elements is 500000500000");
  t.true(readFileSync(picture, "utf8").startsWith("<svg "));
  t.true(readFileSync(page, "utf8").includes("2 supersteps on 2 ranks"));
});

test.serial("unless asked for, an example tells nothing of costs", async (t) => {
  const { code, stdout } = await runRanks(["run", "-n", "2", "--threads", EXAMPLE]);
  t.is(code, 0);
  t.is(stdout, "the inner product of 1000000 elements is 500000500000\n");
});
