import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { holder, holderFields, namesOneHolder, ONE_HOLDER, toldHolder } from './holder.js';
import './stock-refusals.js';
import { id, instant, listing, localDay, name, names, ofCorridor, reason, sample, ucumCode } from './words.js';
import { readable } from '../readable.js';

/** Things are counted in annotated units as {tablet}: UCUM knows no tablet, and two annotations are never the same thing. */
const packs = z.array(z.strictObject({ name: readable(40), contains: z.number().positive().max(1_000_000) })).max(10)
  .refine((all) => new Set(all.map((pack) => pack.name)).size === all.length, 'each pack once');
const celsius = z.number().min(-100).max(100);
/** The range of temperatures (°C) in which it keeps, as 2 to 8. */
export const storage = z.strictObject({ lowCelsius: celsius, highCelsius: celsius }).refine((range) => range.lowCelsius < range.highCelsius, 'low is below high');
/** How an item is known: `{ system: 'http://snomed.info/sct', value: '…' }`. */
const itemCode = z.strictObject({ system: z.string().min(1).max(200), value: z.string().min(1).max(100) });

export const registerItem = command('corridor.item.register', {
  summary: 'Enters what is kept in stock along the corridor: its code, names, the UCUM unit that it is counted in, and its packs.',
  input: z.strictObject({ ...ofCorridor, code: itemCode, name, names: names.default({}), unit: ucumCode, packs: packs.default([]), storage: storage.optional() }),
  output: z.object({ itemId: id }), errors: ['corridor_closed', 'unit_unknown', 'stock_item_known'],
});
export const itemRegistered = event('corridor.item.registered.v1', {
  summary: 'An item was entered.', stream: 'corridor', audience: ['members'],
  data: z.object({ itemId: id, code: itemCode, name, unit: ucumCode, storage: storage.nullable() }),
  example: { itemId: sample.other, code: { system: 'http://snomed.info/sct', value: '387517004' }, name: 'Paracetamol 500 mg', unit: '{tablet}', storage: null },
});
export const itemView = z.object({ id, code: itemCode, name, names, unit: ucumCode, packs, storage: storage.nullable() });
export const listItems = query('corridor.item.list', {
  summary: 'The items of a corridor by name.', path: '/corridors/{corridorId}/items', list: true, params: z.strictObject({ ...ofCorridor, ...listing }), output: itemView,
});

const value = z.number().max(1_000_000_000);
const measure = { unit: ucumCode.optional(), pack: readable(40).optional() };
const measured = (q: { unit?: string | undefined; pack?: string | undefined }): boolean => (q.unit === undefined) !== (q.pack === undefined);
const MEASURED = 'say in which unit, or in which pack';
/** So much of an item: in any UCUM unit that its own can be reached from, or in a pack of it. */
export const quantity = z.strictObject({ value: value.positive(), ...measure }).refine(measured, MEASURED);
/** A count or a level, which may be nought. */
const count = z.strictObject({ value: value.min(0), ...measure }).refine(measured, MEASURED);
/** The maker's number of the lot; empty for what has none. */
export const lot = z.string().trim().max(60);
const entry = { ...holderFields, itemId: id, quantity, at: instant.optional() };
const refusals = ['unit_unknown', 'unit_not_convertible', 'pack_unknown', 'stock_item_unknown', 'centre_closed', 'unit_retired'] as const;
const left = z.object({ left: z.number() });
const taken = z.array(z.object({ lot, quantity: z.number() }));

export const receiveStock = command('corridor.stock.receive', {
  summary: 'Enters what a centre or unit has received.',
  input: z.strictObject({ ...entry, lot: lot.default(''), expiresOn: localDay.optional() }).refine(namesOneHolder, ONE_HOLDER), output: left, errors: [...refusals, 'lot_differs'],
});
export const issueStock = command('corridor.stock.issue', {
  summary: 'Enters what was given out or used: of the lot that is named, otherwise what expires first. Never more than there is.',
  input: z.strictObject({ ...entry, lot: lot.optional() }).refine(namesOneHolder, ONE_HOLDER), output: z.object({ taken, left: z.number() }), errors: [...refusals, 'stock_short'],
});
export const transferStock = command('corridor.stock.transfer', {
  summary: 'Hands stock over on the spot, between centres and units for which the caller acts: an entry on each side, in one step. To another organisation it goes by shipment.',
  input: z.strictObject({ ...ofCorridor, from: holder, to: holder, itemId: id, quantity, lot: lot.optional(), at: instant.optional() }),
  output: z.object({ taken, left: z.number() }), errors: [...refusals, 'stock_short', 'stock_promised', 'same_holder'],
});
export const adjustStock = command('corridor.stock.adjust', {
  summary: 'Enters what was counted of a lot; the ledger takes the difference. The reason is read by those who keep the stock.',
  input: z.strictObject({ ...holderFields, itemId: id, lot: lot.default(''), expiresOn: localDay.optional(), counted: count, reason }).refine(namesOneHolder, ONE_HOLDER),
  output: z.object({ difference: z.number(), left: z.number() }), errors: [...refusals, 'lot_differs'],
});
export const setStockLevel = command('corridor.stock.set_level', {
  summary: 'States at which level an item is to be ordered again, and how many days before it expires somebody is told.',
  input: z.strictObject({ ...holderFields, itemId: id, reorderAt: count.nullable().optional(), expiryWarningDays: z.int().min(1).max(730).optional() }).refine(namesOneHolder, ONE_HOLDER),
  output: z.object({}), errors: refusals,
});

export const entryKind = z.enum(['receive', 'issue', 'transfer_in', 'transfer_out', 'adjust']);
export const stockEntered = event('corridor.stock.entered.v1', {
  summary: 'Stock came, went or was counted; so much is left. Quantities are in the unit of the item, what went is negative.', stream: 'corridor', audience: ['administrators'],
  data: z.object({ ...toldHolder, deploymentId: id.nullable(), itemId: id, entry: entryKind, quantity: z.number(), unit: ucumCode, left: z.number(), shipmentId: id.nullable() }),
  example: { holderKind: 'unit', holderId: sample.unit, institutionId: sample.operator, countryCode: 'CN', deploymentId: sample.deployment, itemId: sample.other, entry: 'issue', quantity: -20, unit: '{tablet}', left: 480, shipmentId: null },
});

/** How it was used up lately: issues over the last `windowDays` days, or since the first entry where that is less. */
const use = { dailyUse: z.number(), windowDays: z.number(), daysLeft: z.number().nullable() };
export const stockView = z.object({
  itemId: id, name, unit: ucumCode, quantity: z.number(), reorderAt: z.number().nullable(), low: z.boolean(), ...use,
  /** In the order in which they are given out. */
  lots: z.array(z.object({ lot, expiresOn: localDay.nullable(), expired: z.boolean(), quantity: z.number() })),
  asOf: instant,
});
const ofHolder = { ...ofCorridor, holderId: id };
export const readStock = query('corridor.stock.read', {
  summary: 'What a centre or unit has in stock, by item and lot.', path: '/corridors/{corridorId}/holders/{holderId}/stock', list: true, params: z.strictObject({ ...ofHolder, ...listing }), output: stockView,
});
export const listStockEntries = query('corridor.stock.entries', {
  summary: 'The ledger of a centre or unit, latest entry first.', path: '/corridors/{corridorId}/holders/{holderId}/stock/entries', list: true,
  params: z.strictObject({ ...ofHolder, ...listing, itemId: id.optional() }),
  output: z.object({
    id, itemId: id, entry: entryKind, lot, quantity: z.number(), unit: ucumCode, at: instant, enteredAt: instant, by: id, counterpartId: id.nullable(), shipmentId: id.nullable(),
    /** Read by those who act for the organisation that keeps the stock; null for others. */
    reason: z.string().nullable(),
  }),
});
export const sumStock = query('corridor.stock.sum', {
  summary: 'Each item summed over the corridor, with how many centres and units keep a ledger of it.', path: '/corridors/{corridorId}/stock', list: true,
  params: z.strictObject({ ...ofCorridor, ...listing }), output: z.object({ itemId: id, name, unit: ucumCode, quantity: z.number().nullable(), reported: z.int(), of: z.int() }),
});
