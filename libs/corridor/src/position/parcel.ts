import type { corridor } from '#contracts';
import type { Report } from './measured.js';

/** Who says where a unit is. */
export type Sender =
  /** A device, by the hash of its secret. */
  | { readonly hash: Buffer }
  /** A device, of which somebody entitled to it speaks. */
  | { readonly trackerId: string }
  /** A person, of a unit that is granted to them. */
  | { readonly unitId: string };

/** What came in one request. */
export interface Parcel {
  readonly sender: Sender;
  readonly report: Report;
  /** The hub's clock when it came. */
  readonly serverTime: Date;
}

/** An answer for each item of the report, in its order; null where no bound device is behind the sender. */
export type Answer = readonly corridor.FixAnswer[] | null;
