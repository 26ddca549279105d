import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { holderOf, insistOnOpen, readHolder, type Holder } from '../holder/holder.js';
import { inUnitOf, readItem } from '../item/item.js';
import { leftOf, lockShelves, putIn, recount, takeOut } from './move-stock.js';
import type { Shelf } from './shelf.js';
import { tellStock } from './tell-stock.js';

/** When it happened: now, unless it is entered later. @throws DomainError invalid_input for the future */
export function instantOf(at: string | undefined, now: Date): Date {
  const instant = at === undefined ? now : new Date(at);
  if (instant.getTime() <= now.getTime() + 5 * 60_000) return instant;
  throw new DomainError('invalid_input', 'What is entered has happened already.', { issues: [{ pointer: '/at', rule: 'at most five minutes ahead of the hub’s clock' }] });
}

/** The shelf that an entry is about, locked. @throws DomainError stock_item_unknown, centre_closed, unit_retired */
async function shelfOf(work: Work, input: { readonly centreId?: string | undefined; readonly unitId?: string | undefined; readonly itemId: string }): Promise<Shelf> {
  const holder: Holder = insistOnOpen(await readHolder(work.db, holderOf(input)));
  const shelf = { holder, item: await readItem(work.db, holder.corridorId, input.itemId) };
  await lockShelves(work, shelf);
  return shelf;
}

@Injectable()
@Handles(corridor.receiveStock, holderOf)
export class ReceiveStock implements CommandHandler<typeof corridor.receiveStock> {
  async execute(actor: Principal, input: Input<typeof corridor.receiveStock>, work: Work): Promise<Output<typeof corridor.receiveStock>> {
    const shelf = await shelfOf(work, input);
    const quantity = await inUnitOf(shelf.item, input.quantity);
    await putIn(work, shelf, [{ lot: input.lot, expiresOn: input.expiresOn ?? null, quantity }], { entry: 'receive', at: instantOf(input.at, work.now), personId: actor.personId ?? '' });
    return { left: await leftOf(work.db, shelf) };
  }
}

@Injectable()
@Handles(corridor.issueStock, holderOf)
export class IssueStock implements CommandHandler<typeof corridor.issueStock> {
  async execute(actor: Principal, input: Input<typeof corridor.issueStock>, work: Work): Promise<Output<typeof corridor.issueStock>> {
    const shelf = await shelfOf(work, input);
    const quantity = await inUnitOf(shelf.item, input.quantity);
    const taken = await takeOut(work, shelf, { quantity, lot: input.lot }, { entry: 'issue', at: instantOf(input.at, work.now), personId: actor.personId ?? '' });
    return { taken, left: await leftOf(work.db, shelf) };
  }
}

@Injectable()
@Handles(corridor.adjustStock, holderOf)
export class AdjustStock implements CommandHandler<typeof corridor.adjustStock> {
  async execute(actor: Principal, { lot, expiresOn, counted, reason, ...input }: Input<typeof corridor.adjustStock>, work: Work): Promise<Output<typeof corridor.adjustStock>> {
    const shelf = await shelfOf(work, input);
    const there = { lot, expiresOn: expiresOn ?? null, quantity: await inUnitOf(shelf.item, counted, '/counted') };
    const difference = await recount(work, shelf, there, { entry: 'adjust', at: work.now, personId: actor.personId ?? '', reason });
    return { difference, left: await leftOf(work.db, shelf) };
  }
}

@Injectable()
@Handles(corridor.setStockLevel, holderOf)
export class SetStockLevel implements CommandHandler<typeof corridor.setStockLevel> {
  async execute(_: Principal, { reorderAt, expiryWarningDays, ...input }: Input<typeof corridor.setStockLevel>, work: Work): Promise<Output<typeof corridor.setStockLevel>> {
    const shelf = await shelfOf(work, input);
    const level = reorderAt == null ? null : await inUnitOf(shelf.item, reorderAt, '/reorderAt');
    // Left out stays; a null level means that nobody is told. Another warning is looked at anew.
    await work.db.query(
      `UPDATE corridor_stock SET reorder_at = CASE WHEN $3 THEN $4::numeric ELSE reorder_at END, expiry_warning_days = coalesce($5, expiry_warning_days),
         expiry_told = CASE WHEN $5::int IS NULL THEN expiry_told END WHERE holder_id = $1 AND item_id = $2`,
      [shelf.holder.id, shelf.item.id, reorderAt !== undefined, level, expiryWarningDays ?? null],
    );
    await tellStock(work, shelf, await leftOf(work.db, shelf));
    return {};
  }
}
