import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "ava";
import ts from "typescript";
import { runCommand } from "#dist/launch/run-command.js";

const GUIDES = readdirSync("docs")
  .filter((name) => name.endsWith(".md"))
  .map((name) => path.join("docs", name));
const PAGES = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", ...GUIDES];

/** Parts of the repository that only `npm ci` makes. */
const MADE = ["dist/", "build/", "native-bindings/build/"];

/** A user's: the package as it was built, and nothing of this repository's own settings. */
const OPTIONS = {
  target: "es2023",
  lib: ["es2023"],
  module: "nodenext",
  types: ["node"],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  verbatimModuleSyntax: true,
};

interface Example {
  /** For messages: the file and the line at which it begins. */
  readonly place: string;
  readonly code: string;
}

function sources(): string[] {
  return readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => path.join("src", name));
}

/** Every ```ts block. Where each line begins with ` * ` it stands in a doc comment, and only those count there. */
function examplesIn(file: string): Example[] {
  const inComment = file.endsWith(".ts");
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/^([ *]*)```ts\n([^]*?)^\1```$/gm)].map((match) => {
    const [, margin, block] = match;
    const line = text.slice(0, match.index).split("\n").length + 1;
    const code = inComment ? block.replaceAll(new RegExp(`^ *\\* ?`, "gm"), "") : block;
    if (inComment && !margin.includes("*")) throw new Error(`${file}:${line}: no doc comment`);
    return { place: `${file}:${line}`, code };
  });
}

/** A block that imports nothing is a fragment: it may use the package's names, and the `world` that `spmd` would give it. */
function asModule(code: string): string {
  if (/^import /m.test(code)) return code;
  const values =
    "finalize, init, launch, op, spmd, sum, max, maxloc, ANY_SOURCE, ANY_TAG, PROC_NULL, RanksError";
  // On one line, so that the compiler's line numbers stay those of the block, but for one.
  return `import { ${values} } from "ranks"; import type { Communicator } from "ranks"; declare const world: Communicator;\n${code}\nexport {};\n`;
}

/** What the compiler says about these modules, as users' programs that import the built package. */
function check(examples: readonly Example[]): string[] {
  const { options } = ts.convertCompilerOptionsFromJson(OPTIONS, ".");
  const modules = new Map(
    examples.map(({ code }, i) => [path.resolve("build", "docs", `example-${i}.ts`), asModule(code)]),
  );
  const host = ts.createCompilerHost(options);
  const readSource = host.getSourceFile.bind(host);
  host.fileExists = (name) => modules.has(name) || ts.sys.fileExists(name);
  host.readFile = (name) => modules.get(name) ?? ts.sys.readFile(name);
  host.getSourceFile = (name, languageOptions, ...rest) => {
    const text = modules.get(name);
    if (text === undefined) return readSource(name, languageOptions, ...rest);
    return ts.createSourceFile(name, text, languageOptions);
  };
  const names = [...modules.keys()];
  const program = ts.createProgram(names, options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const name = file?.fileName ?? "the compiler";
    const place = names.includes(name) ? examples[names.indexOf(name)].place : name;
    const { line } = file?.getLineAndCharacterOfPosition(start ?? 0) ?? { line: 0 };
    return `${place}, line ${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}

test("the examples of the documentation compile", (t) => {
  const examples = [...PAGES, ...sources()].flatMap(examplesIn);
  t.true(examples.length > 15, `${examples.length} examples are found`);
  t.deepEqual(check(examples), []);
});

test("an example that does not compile is found", (t) => {
  const [error] = check([{ place: "here", code: 'world.send(1, { destination: 2 }).wait("x");\n' }]);
  t.regex(error, /^here, line 1: .*destination/);
});

test("README.md names every option of `ranks run`", (t) => {
  const readme = readFileSync("README.md", "utf8");
  const forgotten = runCommand().options.filter(({ long, short }) => !readme.includes(`\`${long ?? short}`));
  t.deepEqual(
    forgotten.map(({ flags }) => flags),
    [],
  );
});

test("README.md names every error that is thrown", (t) => {
  const readme = readFileSync("README.md", "utf8");
  const thrown = sources().flatMap((file) => {
    const code = readFileSync(file, "utf8").matchAll(/new RanksError\(\s*"(\w+)"/g);
    return [...code].map(([, name]) => name);
  });
  t.true(thrown.length > 40, `${thrown.length} errors are found`);
  t.deepEqual(
    [...new Set(thrown)].filter((code) => !readme.includes(`| \`${code}\``)),
    [],
  );
});

function ranks(...words: string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  return spawnSync(process.execPath, ["dist/launch/cli.js", ...words], { encoding: "utf8" });
}

/** The options of a command, and of the commands below it, from what it says of itself. */
function optionsOf(...words: string[]): string[] {
  const [, ...sections] = ranks(...words, "--help").stdout.split(/^(?=[A-Z].*:$)/m);
  const listed = (title: RegExp, item: RegExp): string[] =>
    sections
      .filter((section) => title.test(section))
      .flatMap((section) => [...section.matchAll(item)])
      .map(([, name]) => name);
  const own = listed(/^(?!Commands|Arguments|Examples)/, /^ {2}(?:-\w, )?(--?[\w-]+)/gm);
  const commands = listed(/^Commands/, /^ {2}([\w-]+)/gm).filter((name) => name !== "help");
  return [...own, ...commands.flatMap((command) => optionsOf(...words, command))];
}

test("every option of every command stands in a page", (t) => {
  const text = PAGES.map((page) => readFileSync(page, "utf8")).join("\n");
  const options = new Set(optionsOf());
  t.true(options.size > 20, `${options.size} options are found`);
  const stands = (option: string): boolean => new RegExp(`[\\s\`]${option}(?![\\w-])`).test(text);
  t.deepEqual(
    [...options].filter((option) => !["--help", "--version"].includes(option) && !stands(option)),
    [],
  );
});

test("the plan in docs/hosts.md is one", (t) => {
  const [, plan] = /^```json\n([^]*?)^```$/m.exec(readFileSync("docs/hosts.md", "utf8"))!;
  const directory = mkdtempSync(path.join(os.tmpdir(), "rt-"));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const file = path.join(directory, "plan.json");
  writeFileSync(file, plan);
  const { status, stdout, stderr } = ranks("run", "--plan", file, "--dry-run");
  t.is(status, 0, stderr);
  t.regex(stdout, /solve\.js --grid 512/);
});

/** What processes of a job tell each other by the environment; nobody else sets it. */
const INTERNAL = ["RANKS_CONTROL_FD", "RANKS_INHERITED"];

test("every variable that the code reads or sets for people stands in a page", (t) => {
  const text = PAGES.map((page) => readFileSync(page, "utf8")).join("\n");
  const named = sources().flatMap((file) => readFileSync(file, "utf8").match(/\bRANKS_[A-Z_]+\b/g) ?? []);
  t.true(named.length > 20, `${named.length} variables are found`);
  t.deepEqual(
    [...new Set(named)].filter((name) => !INTERNAL.includes(name) && !text.includes(`\`${name}`)),
    [],
  );
});

test("README.md leads to every page", (t) => {
  const readme = readFileSync("README.md", "utf8");
  t.deepEqual(
    PAGES.slice(1).filter((page) => !readme.includes(`](${page})`)),
    [],
  );
});

for (const page of PAGES) {
  test(`the links of ${page} lead somewhere`, (t) => {
    const text = readFileSync(page, "utf8");
    const lost = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link]) => link)
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [file, anchor] = link.split("#", 2);
        const target = file === "" ? page : path.join(path.dirname(page), file);
        return !existsSync(target) || (link.includes("#") && !anchorsOf(target).has(anchor));
      });
    t.deepEqual(lost, []);
  });
}

/** As GitHub makes them of headings. */
function anchorsOf(page: string): Set<string> {
  const headings = readFileSync(page, "utf8").matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, heading]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

for (const page of ["ARCHITECTURE.md", "CONTRIBUTING.md"]) {
  test(`the files that ${page} names exist`, (t) => {
    const named = [...readFileSync(page, "utf8").matchAll(/`([\w.-]+\/[\w./-]*)`/g)].map(([, name]) => name);
    t.true(named.length > 10, `${named.length} paths are found`);
    // A path may begin at the root or in src; a module may be named without its ending.
    const lost = named.filter(
      (name) =>
        !MADE.some((made) => name.startsWith(made)) &&
        ![name, path.join("src", name)].some((place) => existsSync(place) || existsSync(`${place}.ts`)),
    );
    t.deepEqual(lost, []);
  });
}
