import { RanksError } from "../../errors.ts";
import { usage } from "../usage.ts";

/** Refuses a value that is not as it should be. `field` is its name, for the error. */
export type Check = (value: unknown, field: string) => void;

export const text: Check = (value, field) => {
  if (typeof value !== "string" || value === "") refuse(value, field, "a text that is not empty");
};

export const anyText: Check = (value, field) => {
  if (typeof value !== "string") refuse(value, field, "a text");
};

export function wholeFrom(least: number): Check {
  return (value, field) => {
    if (!Number.isSafeInteger(value) || (value as number) < least)
      refuse(value, field, `a whole number, ${least} or more`);
  };
}

export function listOf(check: Check): Check {
  return (value, field) => {
    if (!Array.isArray(value)) return refuse(value, field, "a list");
    value.forEach((item, i) => check(item, `${field}[${i}]`));
  };
}

/** A list that has something in it. */
export function filled(list: Check, wanted: string): Check {
  return (value, field) => {
    list(value, field);
    if ((value as unknown[]).length === 0) refuse(value, field, wanted);
  };
}

export function mapOf(check: Check): Check {
  return (value, field) => {
    for (const [name, item] of entriesOf(value, field)) check(item, `${field}.${name}`);
  };
}

/** An object with these fields and no others; those in `needed` must be there. */
export function fields(checks: Readonly<Record<string, Check>>, needed: readonly string[]): Check {
  return (value, field) => {
    const entries = entriesOf(value, field);
    const prefix = field === "" ? "" : `${field}.`;
    for (const [name, item] of entries) {
      if (!Object.hasOwn(checks, name))
        usage(`the field ${prefix}${name} is not known; fields are ${Object.keys(checks).join(", ")}`);
      if (item !== undefined) checks[name](item, prefix + name);
    }
    for (const name of needed)
      if ((value as Record<string, unknown>)[name] === undefined)
        usage(`the field ${prefix}${name} is missing; add it`);
  };
}

/** What the parser takes. */
export function parsedBy(parse: (text: string) => unknown): Check {
  return (value, field) => {
    text(value, field);
    try {
      parse(value as string);
    } catch (error) {
      if (!(error instanceof RanksError)) throw error;
      throw new RanksError(error.code, `${field}: ${error.message}`, { cause: error });
    }
  };
}

export function refuse(value: unknown, field: string, wanted: string): never {
  const shown = (JSON.stringify(value) as string | undefined) ?? String(value);
  usage(`${field || "it"} is ${shown.length > 60 ? `${shown.slice(0, 60)}...` : shown}; give ${wanted}`);
}

function entriesOf(value: unknown, field: string): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse(value, field, "an object");
  return Object.entries(value);
}
