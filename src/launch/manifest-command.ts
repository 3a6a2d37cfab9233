import { randomBytes } from "node:crypto";
import { Command, InvalidArgumentError } from "commander";
import { RanksError } from "../errors.ts";
import { kubernetesManifest } from "./kubernetes-manifest.ts";

const EXAMPLES = `
Examples:
  ranks manifest kubernetes -n 8 --image registry.example/pi:1 pi.js | kubectl apply -f -
  kubectl logs --prefix -l app.kubernetes.io/name=ranks
  kubectl delete job,service,secret ranks
`;

/** The longest name of a host (RFC 1123). */
const LONGEST_NAME = 63;

interface Options {
  readonly np: number;
  readonly image: string;
  readonly name: string;
  readonly port: number;
}

/** `ranks manifest`: what to hand to an engine that starts programs by itself. */
export function manifestCommand(): Command {
  return new Command("manifest")
    .description("print what an engine needs to run a program as N ranks")
    .enablePositionalOptions()
    .addCommand(kubernetesCommand());
}

function kubernetesCommand(): Command {
  return new Command("kubernetes")
    .description("an Indexed Job of one rank a pod, its Service and its Secret")
    .argument("<program>", "JavaScript, or TypeScript where the image's Node runs it; a path in the image")
    .argument("[args...]", "for the program, options included")
    .passThroughOptions()
    .requiredOption("-n, --np <ranks>", "number of ranks", numberUpTo(65_535))
    .requiredOption("--image <image>", "has Node, the program and this package")
    .option("--name <name>", "of the Job, the Service and the Secret", objectName, "ranks")
    .option("--port <port>", "where rank 0 waits for the others", numberUpTo(65_535), 7077)
    .addHelpText("after", EXAMPLES)
    .action(printKubernetes);
}

function printKubernetes(program: string, args: string[], { np, image, name, port }: Options): void {
  const host = `${name}-${np - 1}`;
  if (host.length > LONGEST_NAME)
    throw new RanksError(
      "ERR_RANKS_USAGE",
      `the last rank's pod would be called ${host}, which is longer than ${LONGEST_NAME} characters; give a shorter --name`,
    );
  const secret = randomBytes(32).toString("hex");
  process.stdout.write(
    kubernetesManifest({ name, size: np, image, port, secret, words: [program, ...args] }),
  );
}

function numberUpTo(largest: number): (text: string) => number {
  return (text) => {
    if (!/^\d+$/.test(text) || Number(text) < 1 || Number(text) > largest)
      throw new InvalidArgumentError(`Give a whole number from 1 to ${largest}.`);
    return Number(text);
  };
}

/** A Service must be named so (RFC 1035); a Job might begin with a digit too. */
function objectName(text: string): string {
  if (!/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(text) || text.length > LONGEST_NAME)
    throw new InvalidArgumentError(
      `Give at most ${LONGEST_NAME} lower-case letters, digits and hyphens, a letter first and no hyphen last.`,
    );
  return text;
}
