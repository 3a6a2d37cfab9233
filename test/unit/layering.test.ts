import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "ava";
import ts from "typescript";

const source = path.resolve("src");

/** Each layer, and the layers that it may know beside itself. */
const layers: Readonly<Partial<Record<string, readonly string[]>>> = {
  errors: [],
  job: ["errors"],
  engines: ["errors"],
  wire: ["errors"],
  memory: ["errors", "wire"],
  transport: ["errors", "wire", "memory"],
  progress: ["errors", "wire", "memory", "transport"],
  collectives: ["errors", "wire", "memory", "transport", "progress"],
  comm: ["errors", "wire", "memory", "transport", "progress", "collectives"],
  bsp: ["errors", "wire", "memory", "transport", "progress", "collectives", "comm", "drawing"],
  drawing: [],
  info: ["memory", "launch", "drawing"],
  join: ["errors", "job", "engines"],
  runtime: [
    "errors",
    "job",
    "engines",
    "join",
    "wire",
    "memory",
    "transport",
    "progress",
    "collectives",
    "comm",
  ],
  launch: ["errors", "job", "engines"],
  bench: [
    "index",
    "errors",
    "job",
    "wire",
    "memory",
    "transport",
    "progress",
    "collectives",
    "comm",
    "runtime",
    "launch",
    "bsp",
    "drawing",
    "info",
  ],
  testing: ["errors", "job", "wire", "memory", "transport", "progress", "collectives", "comm"],
  index: ["errors", "wire", "memory", "transport", "progress", "collectives", "comm", "runtime", "launch"],
};

/** What a layer may know of another, where it is not the whole. The launcher shares a job's description with its ranks, no more. */
const doors: Readonly<Partial<Record<string, readonly string[]>>> = {
  launch: ["memory/native", "memory/layout", "drawing/table"],
  "launch/cli": ["bench/command", "info/info-command"],
};

/** Who may import a package. */
const packages: Readonly<Partial<Record<string, RegExp>>> = {
  "@observablehq/plot": /^(drawing|bench|bsp\/cost)\//,
  linkedom: /^drawing\/draw$/,
  zeromq: /^(transport\/pump|info\/zeromq$)/,
  msgpackr: /^wire\/packing$/,
  piscina: /^runtime\/gang$/,
  "p-limit": /^launch\/agent\/hosts$/,
  "cli-table3": /^drawing\/table$/,
  shlex: /^launch\/shell-words$/,
  commander: /^(launch\/|bench\/(command|positive|bsp\/bsp-command)$|info\/info-command$)/,
  "simple-statistics": /^(bench|bsp\/cost)\//,
  tinybench: /^bench\//,
  yaml: /^launch\/kubernetes-manifest$/,
  ranks: /^bench\//,
};

interface Import {
  readonly from: string;
  readonly to: string;
}

function modules(): string[] {
  return readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => name.replaceAll(path.sep, "/").slice(0, -3));
}

/** Imports and re-exports, types too, as the compiler reads them. */
function importsOf(module: string): Import[] {
  const text = readFileSync(path.join(source, `${module}.ts`), "utf8");
  return ts.preProcessFile(text).importedFiles.map(({ fileName }) => ({
    from: module,
    to: fileName.startsWith(".")
      ? path.posix.join(path.posix.dirname(module), fileName).replace(/\.ts$/, "")
      : fileName,
  }));
}

const all = modules().flatMap(importsOf);
const inside = new Set(modules());

function layerOf(module: string): string {
  return module.split("/")[0];
}

function allowed({ from, to }: Import): boolean {
  const [layer, other] = [layerOf(from), layerOf(to)];
  if (layer === other || layers[layer]?.includes(other)) return true;
  return [...(doors[layer] ?? []), ...(doors[from] ?? [])].includes(to);
}

test("every module belongs to a layer", (t) => {
  t.true(all.length > 100, "imports are found");
  for (const module of inside) t.true(layerOf(module) in layers, module);
});

test("imports go downwards", (t) => {
  const wrong = all.filter(({ to }) => inside.has(to)).filter((each) => !allowed(each));
  t.deepEqual(
    wrong.map(({ from, to }) => `${from} -> ${to}`),
    [],
  );
});

test("relative imports name modules that exist", (t) => {
  const lost = all.filter(({ to }) => to.includes("/") && layerOf(to) in layers && !inside.has(to));
  t.deepEqual(lost, []);
});

test("each package has one place", (t) => {
  const external = all.filter(({ to }) => !inside.has(to) && !to.startsWith("node:"));
  const wrong = external.filter(({ from, to }) => !packages[packageOf(to)]?.test(from));
  t.deepEqual(
    wrong.map(({ from, to }) => `${from} -> ${to}`),
    [],
  );
});

function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
