import { figure } from "../../drawing/figure.ts";
import { sizeOf, spreadOf } from "../result.ts";
import type { Result } from "../result.ts";

/** The figures of a point, for who hovers over it. */
export function titleOf(result: Result): string {
  const { series, queued, latencyUs } = result;
  const { megabytesPerSecond, messagesPerSecond, hiddenPercent, memoryMiB, barrierUs } = result;
  return [
    `${series}, ${sizeOf(result)}`,
    ...(queued === undefined ? [] : [`${queued} waiting`]),
    `${figure(latencyUs.median)} µs ± ${spreadOf(latencyUs).toFixed(1)} %, p99 ${figure(latencyUs.p99)} µs`,
    ...(megabytesPerSecond === undefined ? [] : [`${figure(megabytesPerSecond)} MB/s`]),
    ...(messagesPerSecond === undefined ? [] : [`${figure(messagesPerSecond)} messages/s`]),
    ...(hiddenPercent === undefined ? [] : [`${figure(hiddenPercent)} % hidden`]),
    ...(memoryMiB === undefined ? [] : [`${figure(memoryMiB)} MiB a rank`]),
    ...(barrierUs === undefined ? [] : [`barrier ${figure(barrierUs)} µs`]),
  ].join("\n");
}
