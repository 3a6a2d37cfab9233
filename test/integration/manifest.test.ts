import test from "ava";
import { parseAllDocuments } from "yaml";
import { detectMembership } from "#dist/engines/detect-membership.js";
import { startRanks } from "./run-ranks.ts";
import type { Outcome } from "./run-ranks.ts";

interface Secret {
  readonly kind: "Secret";
  readonly metadata: { readonly name: string };
  readonly stringData: Readonly<Record<string, string>>;
}

interface Service {
  readonly kind: "Service";
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly clusterIP: string;
    readonly publishNotReadyAddresses: boolean;
    readonly selector: Readonly<Record<string, string>>;
    readonly ports: readonly { readonly port: number }[];
  };
}

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}

interface Container {
  readonly image: string;
  readonly command: readonly string[];
  readonly env: readonly Variable[];
}

interface Job {
  readonly kind: "Job";
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly completionMode: string;
    readonly completions: number;
    readonly parallelism: number;
    readonly backoffLimit: number;
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly subdomain: string;
        readonly restartPolicy: string;
        readonly containers: readonly [Container];
      };
    };
  };
}

function manifest(...args: string[]): Promise<Outcome> {
  return startRanks(["manifest", "kubernetes", ...args]).outcome;
}

function objectsIn(text: string): [Secret, Service, Job] {
  return parseAllDocuments(text).map((document) => document.toJS() as unknown) as [Secret, Service, Job];
}

/** What Kubernetes makes of a word of a command. */
function expanded(word: string): string {
  return word.replaceAll(/\$(\$|\(\w+\))/g, (_, rest: string) => (rest === "$" ? "$" : "replaced"));
}

test("a manifest for Kubernetes", async (t) => {
  const words = ["solve.js", "-n", "4", "5", "a b: 'c'", "$HOME $$ $(HOME) $"];
  const { code, stdout, stderr } = await manifest(
    "-n",
    "8",
    "--image",
    "example/solve:1",
    "--name",
    "solve",
    ...words,
  );
  t.is(code, 0, stderr);
  t.is(stderr, "");
  const [secret, service, job] = objectsIn(stdout);
  t.deepEqual([secret.kind, service.kind, job.kind], ["Secret", "Service", "Job"]);
  for (const { metadata } of [secret, service, job]) t.is(metadata.name, "solve");

  t.regex(secret.stringData.RANKS_SECRET, /^[0-9a-f]{64}$/);
  t.is(service.spec.clusterIP, "None");
  t.true(service.spec.publishNotReadyAddresses);
  const { completionMode, completions, parallelism, backoffLimit, template } = job.spec;
  t.deepEqual([completionMode, completions, parallelism, backoffLimit], ["Indexed", 8, 8, 0]);
  t.like(template.metadata.labels, service.spec.selector, "the Service is that of the pods");
  t.is(template.spec.subdomain, "solve");
  t.is(template.spec.restartPolicy, "Never");

  const [{ image, command, env }] = template.spec.containers;
  t.is(image, "example/solve:1");
  t.deepEqual(command.map(expanded), ["node", ...words]);
  const variables = Object.fromEntries(env.map(({ name, value }) => [name, value]));
  t.deepEqual(env.find(({ name }) => name === "RANKS_SECRET")?.valueFrom, {
    secretKeyRef: { name: "solve", key: "RANKS_SECRET" },
  });
  // Kubernetes adds this one to the pods of an Indexed Job.
  t.deepEqual(detectMembership({ ...variables, JOB_COMPLETION_INDEX: "5" }), {
    engine: "Kubernetes",
    rank: 5,
    size: 8,
    node: undefined,
    local: undefined,
    rendezvous: { kind: "address", host: "solve-0.solve", port: service.spec.ports[0].port },
  });
});

test("each manifest has a secret of its own, and a port that can be chosen", async (t) => {
  const outcomes = await Promise.all(
    [1, 2].map(() => manifest("-n", "1", "--image", "i", "--port", "9000", "p.js")),
  );
  const [first, second] = outcomes.map(({ stdout }) => objectsIn(stdout));
  t.not(first[0].stringData.RANKS_SECRET, second[0].stringData.RANKS_SECRET);
  t.is(first[1].spec.ports[0].port, 9000);
});

const WRONG: readonly (readonly [readonly string[], RegExp])[] = [
  [["--image", "i", "p.js"], /^ranks: required option '-n, --np <ranks>' not specified\n/],
  [["-n", "2", "p.js"], /^ranks: required option '--image <image>' not specified\n/],
  [["-n", "0", "--image", "i", "p.js"], /Give a whole number from 1 to 65535\.\n$/],
  [["-n", "2", "--image", "i", "--port", "70000", "p.js"], /Give a whole number from 1 to 65535\.\n$/],
  ...["Solve", "1a", "a_b", "-a", "a-", "a.b", "a".repeat(64)].map(
    (name) =>
      [
        ["-n", "2", "--image", "i", `--name=${name}`, "p.js"],
        /Give at most 63 lower-case letters, digits and hyphens, a letter first and no hyphen last\.\n$/,
      ] as const,
  ),
  [
    ["-n", "1001", "--image", "i", "--name", "a".repeat(59), "p.js"],
    /^ranks: the last rank's pod would be called a{59}-1000, which is longer than 63 characters; give a shorter --name\n$/,
  ],
];

test("manifests that can't be", async (t) => {
  for (const [args, message] of WRONG) {
    const { code, stdout, stderr } = await manifest(...args);
    t.is(code, 2, args.join(" "));
    t.is(stdout, "");
    t.regex(stderr, message);
  }
});
