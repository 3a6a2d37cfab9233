import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { temporaryDirectory } from "../harness/temporary-directory.ts";
import { startProgram } from "./run-ranks.ts";

const peers = fileURLToPath(new URL("../../../benchmarks/peers/run.mjs", import.meta.url));

interface Ratios {
  readonly ratios: readonly {
    readonly lines: readonly {
      readonly what: string;
      readonly theirs: readonly { readonly peer: string; readonly ratio: { readonly median: number } }[];
    }[];
  }[];
}

test("bench:peers puts a peer beside ranks, with the ratio, and draws the page", async (t) => {
  const directory = temporaryDirectory(t);
  const [json, html] = ["report.json", "page.html"].map((name) => path.join(directory, name));
  const only = ["--only", "message-rate,zmq,zeromq.js"];
  const { code, stdout } = await startProgram(peers, ["--quick", ...only, "--json", json, "--html", html])
    .outcome;
  t.is(code, 0);
  t.regex(stdout, /message rate 8 B, messages\/s +zmq +\d/);
  const { ratios } = JSON.parse(readFileSync(json, "utf8")) as Ratios;
  const [{ what, theirs }] = ratios[0].lines;
  t.is(what, "message rate 8 B");
  t.is(theirs[0].peer, "zeromq.js");
  t.true(theirs[0].ratio.median > 0);
  t.regex(readFileSync(html, "utf8"), /message rate 8 B/);
});

test("bench:peers names the contests and contestants when it is asked for another", async (t) => {
  const { code, stderr } = await startProgram(peers, ["--only", "lateness"]).outcome;
  t.is(code, 1);
  t.regex(stderr, /there is no "lateness"; take some of latency, .*processes/);
});
