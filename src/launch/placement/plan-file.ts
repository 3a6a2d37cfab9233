import { usage } from "../usage.ts";
import { checkPlan } from "./check-plan.ts";
import { readText } from "./lines-of-file.ts";
import type { Plan } from "./plan.ts";

/** A plan as JSON. */
export function readPlanFile(file: string): Plan {
  const text = readText(file, "plan");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    usage(`the plan ${file} is not JSON (${(cause as Error).message}); correct it`);
  }
  return checkPlan(value, file);
}
