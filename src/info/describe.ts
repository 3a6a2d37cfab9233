import { table } from "../drawing/table.ts";
import type { Check } from "./check.ts";
import type { Information } from "./information.ts";

/** For people: the machine, then what carries messages, then what else it takes. */
export function describe({ machine, transports, parts }: Information): string {
  const { cpu, cores, usableCores, memoryGiB, freeGiB, limitGiB, node, platform, ranks } = machine;
  const usable = usableCores === cores ? "" : `, of which this process may use ${usableCores}`;
  const limit = limitGiB === undefined ? "" : `, limited to ${limitGiB} GiB`;
  const facts = [
    ["ranks", ranks],
    ["Node", `${node}, ${platform}`],
    ["processors", `${cores}${usable} (${cpu})`],
    ["memory", `${memoryGiB} GiB, ${freeGiB} GiB free${limit}`],
  ];
  const missing = [...parts, ...transports].filter(({ there }) => !there);
  const remedies = new Map(missing.map(({ name, remedy = "" }) => [remedy, name] as const).reverse());
  const lines = [...remedies].reverse().map(([remedy, name]) => `  ${name}: ${remedy}`);
  return [
    table(["", ""], facts).trimStart(),
    `\n${checks("transport", transports)}`,
    `\n${checks("part", parts)}`,
    ...(lines.length === 0 ? ["\nNothing is missing."] : ["\nTo get what is missing:", ...lines]),
  ].join("\n");
}

function checks(what: string, all: readonly Check[]): string {
  return table(
    [what, "there", ""],
    all.map(({ name, there, words }) => [name, there ? "yes" : "no", words]),
  );
}
