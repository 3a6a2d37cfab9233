import type { Membership } from "../engines/membership.ts";
import type { Place } from "./dial.ts";
import type { Hub } from "./hub.ts";
import type { Key } from "./key.ts";
import type { Settings } from "./settings.ts";

/** What a rank brings to the place where ranks find each other. */
export interface Newcomer {
  readonly membership: Membership;
  readonly settings: Settings;
  /** In terms of performance.now(). */
  readonly deadline: number;
  /** Opens the job's hub in this process, that of rank 0. */
  openHub(place: Place, key: Key): Promise<Hub>;
  onWarning(text: string): void;
}

/** What it takes away: where the hub is, and the key to it. */
export interface Meeting {
  readonly place: Place;
  readonly key: Key;
  /** Which ranks share a node, where the meeting tells more of it than the membership. */
  readonly nodeOf?: readonly number[];
}
