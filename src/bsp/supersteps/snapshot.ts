import { createHash } from "node:crypto";
import { decode, encode } from "../../wire/codec.ts";
import type { Outgoing } from "../../wire/codec.ts";
import { PACKED } from "../../wire/element.ts";
import type { Message } from "../messages.ts";

/** Which rank's, of which run. */
export interface Origin {
  readonly name: string;
  readonly superstep: number;
  readonly size: number;
  readonly rank: number;
}

/** What a rank needs to go on with superstep `superstep`. */
export interface Snapshot<S> {
  readonly superstep: number;
  readonly state: S;
  readonly messages: readonly Message<unknown>[];
  readonly aggregated: object;
  readonly halted: boolean;
}

interface Content {
  readonly origin: Origin;
  readonly snapshot: Snapshot<unknown>;
}

const HASH = "sha256";
const HASH_BYTES = 32;

/** A file's bytes: a hash, and what it is the hash of, packed as values are that travel. */
export function seal(origin: Origin, snapshot: Snapshot<unknown>): readonly Uint8Array[] {
  const content: Content = { origin, snapshot };
  const out: Outgoing = { kind: PACKED, array: new Uint8Array(0) };
  encode(content, out);
  const body = out.array as Uint8Array;
  return [createHash(HASH).update(body).digest(), body];
}

/** What is in a file, or why it can't be used. */
export function unseal<S>(origin: Origin, file: Uint8Array | undefined): Snapshot<S> | string {
  if (file === undefined) return "is not there";
  const body = file.subarray(HASH_BYTES);
  if (!createHash(HASH).update(body).digest().equals(file.subarray(0, HASH_BYTES))) return "is damaged";
  const content = decode(PACKED, body) as Content;
  const differs = (Object.keys(origin) as (keyof Origin)[]).some(
    (key) => content.origin[key] !== origin[key],
  );
  return differs ? "is of another checkpoint" : (content.snapshot as Snapshot<S>);
}
