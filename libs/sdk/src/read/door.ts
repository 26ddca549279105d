import type { filter as filters, stream as contract } from '../contracts.js';
import type { Exchange } from '../http/exchange.js';

/** The ways to one and the same events: a live socket, server-sent events, or page by page. */
export type DoorName = 'socket' | 'sse' | 'pull';

/** What a door brings, in the order of the stream. */
export type Piece =
  /** The door stands open, and what follows comes after this position. */
  | { readonly kind: 'opened'; readonly position: string }
  /** `position`: where the reader stands with it; null where the door says so only later. */
  | { readonly kind: 'event'; readonly envelope: contract.Envelope; readonly position: string | null }
  /** Nothing that this reader may see lies before this position any more. */
  | { readonly kind: 'moved'; readonly position: string }
  /** The state at a position, where the reader asked for it or could not be resumed. */
  | { readonly kind: 'snapshot'; readonly position: string; readonly state: unknown }
  /** Another history than the one of `lost`: what follows comes after `position`. */
  | { readonly kind: 'reset'; readonly lost: string; readonly position: string }
  /** Something between the reader's position and this one did not arrive; the door closes and is opened again. */
  | { readonly kind: 'gap'; readonly from: string }
  /** Rights have ended (`null`: to all of the stream) or begun. */
  | { readonly kind: 'drop' | 'gain'; readonly audiences: readonly string[] | null }
  /** The stream has ended for good. */
  | { readonly kind: 'over' };

export interface Opening {
  readonly exchange: Exchange;
  /** `feed` is all streams. */
  readonly stream: string;
  /** `earliest`, a position, or null for now. */
  readonly from: string | null;
  /** What is wanted; undefined: everything. The hub leaves the rest out. */
  readonly filter: filters.Filter | undefined;
  /** Whether the state at the beginning is wanted. */
  readonly snapshot: boolean;
  readonly signal: AbortSignal;
}

/** Opens a door and brings what comes, until the line breaks (it ends or throws) or the reader leaves. */
export type Door = (opening: Opening) => AsyncGenerator<Piece>;
