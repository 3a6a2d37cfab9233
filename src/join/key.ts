import { hkdfSync, randomBytes } from "node:crypto";
import type { ConnectionOptions, TlsOptions } from "node:tls";

const BYTES = 32;

/** The key that control connections of one job are encrypted with; whoever has it is one of the job's ranks. */
export type Key = Buffer;

export function freshKey(): Key {
  return randomBytes(BYTES);
}

/** From a text that the user gave to all ranks. `place` keeps jobs at different places apart that share it. */
export function keyFrom(secret: string, place: string): Key {
  return Buffer.from(hkdfSync("sha256", secret, place, "ranks control connection", BYTES));
}

// TLS 1.3 with a pre-shared key and a fresh exchange for each connection: what was recorded can't be read later with the key.
const terms = { ciphers: "PSK", minVersion: "TLSv1.3" } as const;

export function serverTerms(key: Key): TlsOptions {
  return { ...terms, pskCallback: () => key };
}

export function clientTerms(key: Key): ConnectionOptions {
  return {
    ...terms,
    pskCallback: () => ({ psk: key, identity: "ranks" }),
    // There are no certificates: the key is what the server proves to have.
    checkServerIdentity: () => undefined,
  };
}
