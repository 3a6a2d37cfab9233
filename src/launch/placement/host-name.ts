import { isIP, isIPv6 } from "node:net";
import { usage } from "../usage.ts";
import type { Host } from "./placement.ts";

/** It becomes a word of a command line: it must not look like an option there, nor like anything else to a shell. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** user, address in brackets, or name, number of slots. */
const ENTRY = /^(?:([^@]*)@)?(?:\[([^\]]*)\]|([^:[\]]+))(?::(.*))?$/;

/** Those that took no part are undefined. */
type Groups = readonly (string | undefined)[];

/** A host as people write it: `name`, `user@name`, `name:4`, `[::1]:4`. */
export function parseHost(text: string): Host {
  if (isIPv6(text.replace(/^.*@/, "")))
    usage(`"${text}" is an IPv6 address; put it in brackets, such as [::1]`);
  const [, user, address, plain, slots] = (ENTRY.exec(text) ?? usage(notAHost(text))) as Groups;
  const name = address ?? plain ?? "";
  if (address !== undefined && !isIPv6(address))
    usage(`[${address}] is no IPv6 address; only these stand in brackets`);
  const host = {
    name,
    ...(user !== undefined && { user }),
    ...(slots !== undefined && { slots: parseSlots(slots, text) }),
  };
  checkHost(host, text);
  return host;
}

/** `text` is where the host was found, for the error. */
export function checkHost({ name, user, slots }: Host, text = name): void {
  if (!NAME.test(name) && isIP(name) === 0) usage(notAHost(text));
  if (user !== undefined && !NAME.test(user)) usage(notAHost(text));
  if (slots !== undefined && !(Number.isSafeInteger(slots) && slots > 0))
    usage(`${slots} is no number of slots of the host ${name}; give a whole number above 0`);
}

export function parseSlots(digits: string, text: string): number {
  if (!/^0*[1-9]\d{0,8}$/.test(digits))
    usage(`"${digits}" is no number of slots, in "${text}"; give a whole number above 0`);
  return Number(digits);
}

function notAHost(text: string): string {
  return (
    `"${text}" is not a host; give a name or an address, such as a, user@a, a:4 for 4 slots or [::1]:4, ` +
    "of letters, digits, dots, _ and -, not beginning with -"
  );
}
