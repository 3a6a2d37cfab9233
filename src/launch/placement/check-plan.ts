import { RanksError } from "../../errors.ts";
import { parseHost } from "./host-name.ts";
import { parseBindTo, parseMapBy } from "./map-by.ts";
import type { Plan } from "./plan.ts";
import { anyText, fields, filled, listOf, mapOf, parsedBy, text, wholeFrom } from "./shape.ts";

const hosts = filled(listOf(parsedBy(parseHost)), "at least one host, or leave it out");

const programs = filled(
  listOf(
    fields(
      {
        program: (value, field) => {
          if (!(value instanceof URL)) text(value, field);
        },
        argv: listOf(anyText),
        count: wholeFrom(1),
        env: mapOf(anyText),
        hosts,
      },
      ["program"],
    ),
  ),
  "at least one program",
);

const cores = filled(listOf(wholeFrom(0)), "at least one processor, or leave it out");

const plan = fields(
  {
    programs,
    hosts,
    mapBy: parsedBy(parseMapBy),
    ranks: listOf(fields({ rank: wholeFrom(0), host: text, cores }, ["rank", "host"])),
    ranksPerProcess: wholeFrom(1),
    bindTo: parsedBy(parseBindTo),
  },
  ["programs"],
);

/** `where` the plan stands, for the error, which names the field. */
export function checkPlan(value: unknown, where: string): Plan {
  try {
    plan(value, "");
  } catch (error) {
    if (!(error instanceof RanksError)) throw error;
    throw new RanksError(error.code, `${where}: ${error.message}`, { cause: error });
  }
  return value as Plan;
}
