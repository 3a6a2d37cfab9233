import { RanksError } from "../errors.ts";
import { BIGINT64, BIGUINT64, BUFFER, FLOAT16, FLOAT32, FLOAT64, INT32, UINT32 } from "../wire/element.ts";
import type { Kind } from "../wire/element.ts";
import { arrayKind, nameOf } from "./array-kind.ts";
import { loop, maxLoops, minLoops, prodLoops, sumLoops } from "./kernels.ts";
import { accelerated } from "./native-kernels.ts";
import type { HotLoops } from "./kernels.ts";
import { unlike } from "./op.ts";
import type { Kernel, Op } from "./op.ts";

type Combine<E> = (left: E, right: E) => E;

/** An operation as it is for each kind of operand. */
interface Forms {
  readonly number: Combine<number>;
  readonly bigint: Combine<bigint>;
  /** Where a product of doubles would lose the low bits. */
  readonly int32?: Combine<number>;
  readonly boolean?: Combine<boolean>;
  /** Only whole numbers of 32 bits have bits that JavaScript can combine. */
  readonly bits?: true;
  readonly hot?: HotLoops;
}

/** An operation on numbers and on bigints, and on arrays of them. */
export type NumericOp = Op<number> & Op<bigint>;
/** The same, and on booleans. */
export type LogicalOp = NumericOp & Op<boolean>;

export const sum: NumericOp = arithmetic("sum", 1, {
  number: (left, right) => left + right,
  bigint: (left, right) => left + right,
  hot: sumLoops,
});

export const prod: NumericOp = arithmetic("prod", 2, {
  number: (left, right) => left * right,
  bigint: (left, right) => left * right,
  int32: Math.imul,
  hot: prodLoops,
});

/** As Math.min: NaN wins, and -0 is less than 0. */
export const min: NumericOp = arithmetic("min", 3, {
  number: (left, right) => Math.min(left, right),
  bigint: (left, right) => (left < right ? left : right),
  hot: minLoops,
});

/** As Math.max: NaN wins, and 0 is more than -0. */
export const max: NumericOp = arithmetic("max", 4, {
  number: (left, right) => Math.max(left, right),
  bigint: (left, right) => (left > right ? left : right),
  hot: maxLoops,
});

/** 1 where both are truthy, else 0; true or false on booleans. */
export const land: LogicalOp = arithmetic("land", 5, {
  number: (left, right) => (left && right ? 1 : 0),
  bigint: (left, right) => (left && right ? 1n : 0n),
  boolean: (left, right) => left && right,
});

/** 1 where either is truthy, else 0; true or false on booleans. */
export const lor: LogicalOp = arithmetic("lor", 6, {
  number: (left, right) => (left || right ? 1 : 0),
  bigint: (left, right) => (left || right ? 1n : 0n),
  boolean: (left, right) => left || right,
});

/** 1 where just one is truthy, else 0; true or false on booleans. */
export const lxor: LogicalOp = arithmetic("lxor", 7, {
  number: (left, right) => (!left === !right ? 0 : 1),
  bigint: (left, right) => (!left === !right ? 0n : 1n),
  boolean: (left, right) => left !== right,
});

export const band: NumericOp = arithmetic("band", 8, {
  number: (left, right) => left & right,
  bigint: (left, right) => left & right,
  bits: true,
});

export const bor: NumericOp = arithmetic("bor", 9, {
  number: (left, right) => left | right,
  bigint: (left, right) => left | right,
  bits: true,
});

export const bxor: NumericOp = arithmetic("bxor", 10, {
  number: (left, right) => left ^ right,
  bigint: (left, right) => left ^ right,
  bits: true,
});

/** A value and where it is. */
export interface Located<V extends number | bigint = number> {
  readonly value: V;
  readonly index: number;
}

/** The least value, as `min` finds it, with its index; of equal values the one with the lowest index. */
export const minloc: Op<Located> & Op<Located<bigint>> = locating("minloc", 11, (left, right) =>
  typeof left === "number" ? Math.min(left, right as number) : left < right ? left : right,
);

/** The greatest value, as `max` finds it, with its index; of equal values the one with the lowest index. */
export const maxloc: Op<Located> & Op<Located<bigint>> = locating("maxloc", 12, (left, right) =>
  typeof left === "number" ? Math.max(left, right as number) : left > right ? left : right,
);

function arithmetic<O extends Op>(name: string, code: number, forms: Forms): O {
  const numbers = loop(forms.number);
  const words = forms.int32 === undefined ? numbers : loop(forms.int32);
  const bigints = loop(forms.bigint);

  const hot = new Map([...(forms.hot ?? [])].map(([kind, kernel]) => [kind, accelerated(code, kernel)]));

  function kernel(kind: Kind): Kernel | undefined {
    const written = hot.get(kind);
    if (written !== undefined) return written;
    if (kind === BIGINT64 || kind === BIGUINT64) return bigints;
    if (kind > BUFFER || (forms.bits && isFloat(kind))) return undefined;
    return kind === INT32 || kind === UINT32 ? words : numbers;
  }

  function check(value: unknown): void {
    if (typeof value === "number") {
      if (!forms.bits || (value | 0) === value) return;
      throw new RanksError(
        "ERR_RANKS_USAGE",
        `${name} combines whole numbers of 32 bits with a sign, not ${value}; use bigints or an integer array`,
      );
    }
    if (typeof value === "bigint" || (typeof value === "boolean" && forms.boolean)) return;
    const kind = arrayKind(value);
    if (kind >= 0 && kernel(kind) !== undefined) return;
    throw new RanksError(
      "ERR_RANKS_USAGE",
      `${name} cannot combine ${nameOf(value)}; make an operation that can with op()`,
    );
  }

  function scalar(left: unknown, right: unknown): unknown {
    check(left);
    check(right);
    if (typeof left === "number" && typeof right === "number") return forms.number(left, right);
    if (typeof left === "bigint" && typeof right === "bigint") return forms.bigint(left, right);
    if (typeof left === "boolean" && typeof right === "boolean" && forms.boolean)
      return forms.boolean(left, right);
    throw unlike(name, nameOf(left), nameOf(right));
  }

  return { name, commutative: true, code, check, scalar, kernel } as Op as O;
}

function isFloat(kind: Kind): boolean {
  return kind === FLOAT64 || kind === FLOAT32 || kind === FLOAT16;
}

function locating<O extends Op>(name: string, code: number, better: Combine<number | bigint>): O {
  function check(item: unknown): asserts item is Located<number | bigint> {
    const { value, index } = (item ?? {}) as Partial<Located<number | bigint>>;
    if ((typeof value === "number" || typeof value === "bigint") && typeof index === "number") return;
    throw new RanksError(
      "ERR_RANKS_USAGE",
      `${name} cannot combine ${nameOf(item)}; pass { value, index }, both numbers`,
    );
  }

  function scalar(left: unknown, right: unknown): unknown {
    check(left);
    check(right);
    if (typeof left.value !== typeof right.value) {
      throw unlike(name, `${typeof left.value} values`, `${typeof right.value} values`);
    }
    const best = better(left.value, right.value);
    if (!Object.is(best, right.value)) return left;
    if (!Object.is(best, left.value)) return right;
    return right.index < left.index ? right : left;
  }

  return { name, commutative: true, code, check, scalar, kernel: () => undefined } as Op as O;
}
