import type { Holder } from '../holder/holder.js';
import type { Item } from '../item/item.js';

/** What is written in the ledger beside lot and quantity. */
export interface Entry {
  readonly entry: 'receive' | 'issue' | 'transfer_in' | 'transfer_out' | 'adjust';
  readonly at: Date;
  readonly personId: string;
  readonly counterpartId?: string;
  readonly shipmentId?: string;
  readonly reason?: string;
}
/** So much of a lot, in the unit of the item. */
export interface LotQuantity {
  readonly lot: string;
  readonly expiresOn: string | null;
  readonly quantity: number;
}

/** An item at a holder: entries about it take their turn by the lock of its row. */
export interface Shelf {
  readonly holder: Holder;
  readonly item: Item;
}
