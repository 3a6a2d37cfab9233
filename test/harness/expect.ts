import assert from "node:assert/strict";
import { RanksError } from "ranks";
import type { ErrorCode, Request } from "ranks";

/** Equal in type and content: `-0` is not `0`, a Buffer is no Uint8Array. */
export function same(actual: unknown, expected: unknown, what: string): void {
  try {
    assert.deepStrictEqual(actual, expected);
  } catch (cause) {
    throw new Error(`${what}: got ${show(actual)}, not ${show(expected)}`, { cause });
  }
}

function show(value: unknown): string {
  if (ArrayBuffer.isView(value)) {
    const name = value.constructor.name;
    const bytes = new Uint8Array(value.buffer, value.byteOffset, Math.min(value.byteLength, 24));
    return `${name} of ${value.byteLength} bytes <${Buffer.from(bytes).toString("hex")}...>`;
  }
  if (typeof value === "object" && value !== null) {
    const text = JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? `${each}n` : each));
    return text.length > 200 ? `${text.slice(0, 200)}...` : text;
  }
  return Object.is(value, -0) ? "-0" : String(value);
}

/** The operation must fail with `code`; gives its message. */
export async function fails(
  operation: PromiseLike<unknown>,
  code: ErrorCode,
  saying: RegExp = /./,
): Promise<string> {
  let answer: unknown;
  try {
    answer = await operation;
  } catch (error) {
    return requireError(error, code, saying);
  }
  throw new Error(`it gave ${show(answer)} where ${code} was expected`);
}

/** As `fails`, of code that throws. */
export function throws(body: () => unknown, code: ErrorCode, saying: RegExp = /./): string {
  let answer: unknown;
  try {
    answer = body();
  } catch (error) {
    return requireError(error, code, saying);
  }
  throw new Error(`it gave ${show(answer)} where ${code} was expected`);
}

function requireError(error: unknown, code: ErrorCode, saying: RegExp): string {
  if (error instanceof RanksError && error.code === code && saying.test(error.message)) return error.message;
  throw new Error(`it failed with the wrong error, where ${code} saying ${String(saying)} was expected`, {
    cause: error,
  });
}

/** Not complete, after a look. */
export function pending(request: Request<unknown>, what: string): void {
  if (request.test()) throw new Error(`${what} is complete too early`);
}

export function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
