import { WatchExpiry } from '#corridor';
import type { Answer } from '../support/hub.js';
import { enter } from '../support/people.js';
import { aCorridor, aUnit, done, type TestCorridor } from './a-corridor.js';

let of: TestCorridor;
beforeAll(async () => {
  of = await aCorridor();
}, 120_000);
afterAll(() => of.hub.close());

const CANARY = 'canary-of-a-reason-7a1c';
interface Stock { itemId: string; quantity: number; low: boolean; dailyUse: number; daysLeft: number | null; lots: { lot: string; quantity: number; expired: boolean }[] }
interface Entry { entry: string; quantity: number; lot: string; reason: string | null; counterpartId: string | null }

const day = (ahead: number): string => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
let numbered = 0;
async function anItem(over: object = {}): Promise<string> {
  numbered += 1;
  const item = { corridorId: of.corridorId, code: { system: 'urn:example:items', value: `item-${numbered}` }, name: `Item ${numbered}`, unit: '{tablet}', packs: [{ name: 'box', contains: 100 }], ...over };
  return done(await of.operator.coordinator.send<{ itemId: string }>('corridor.item.register', item)).itemId;
}
const send = <T = { left: number; taken: { lot: string; quantity: number }[] }>(verb: string, itemId: string, input: object): Promise<Answer<T>> => of.operator.field.send<T>(`corridor.stock.${verb}`, { unitId: of.unitId, itemId, ...input });
const tablets = (value: number): object => ({ quantity: { value, unit: '{tablet}' } });
const stock = async (itemId: string, holderId = of.unitId, who = of.operator.coordinator): Promise<Stock | undefined> =>
  done(await who.get<{ data: Stock[] }>(`/corridors/${of.corridorId}/holders/${holderId}/stock?limit=250`)).data.find((one) => one.itemId === itemId);
const entries = async (itemId: string, holderId = of.unitId, who = of.operator.coordinator): Promise<Entry[]> =>
  done(await who.get<{ data: Entry[] }>(`/corridors/${of.corridorId}/holders/${holderId}/stock/entries?itemId=${itemId}`)).data;
const alerts = async (key: string): Promise<{ state: string; facts: Record<string, unknown> }[]> => of.hub.database.sql('SELECT state, facts FROM corridor_alert WHERE key = $1 ORDER BY id', [key]);

describe('the ledger', () => {
  it('takes quantities in packs and any unit that leads to that of the item, and keeps its own', async () => {
    const tablet = await anItem();
    expect(done(await send('receive', tablet, { lot: 'A', expiresOn: day(400), quantity: { value: 3, pack: 'box' } })).left).toBe(300);
    const saline = await anItem({ unit: 'mL', packs: [] });
    expect(done(await send('receive', saline, { quantity: { value: 2.5, unit: 'L' } })).left).toBe(2500);
    for (const [quantity, code] of [[{ value: 1, unit: 'kg' }, 'unit_not_convertible'], [{ value: 1, unit: 'gal' }, 'unit_unknown'], [{ value: 1, pack: 'crate' }, 'pack_unknown']] as const) {
      const refused = await send('receive', saline, { quantity });
      expect([refused.status, (refused.body as unknown as { code: string }).code]).toEqual([409, code]);
    }
    const unknown = await of.operator.coordinator.send('corridor.item.register', { corridorId: of.corridorId, code: { system: 'urn:example:items', value: 'x' }, name: 'X', unit: 'psi' });
    expect(unknown.body['code']).toBe('unit_unknown');
    expect((await send('receive', tablet, { quantity: { value: 1 } })).status).toBe(400);
  });

  it('enters nothing that is too little to be kept, or too much, and names the field', async () => {
    const powder = await anItem({ unit: 'kg', packs: [{ name: 'sack', contains: 1_000_000 }] });
    done(await send('receive', powder, { lot: 'A', quantity: { value: 5, unit: 'kg' } }));
    const [dust, mountain] = [{ value: 400, unit: 'ug' }, { value: 1_000_000_000, pack: 'sack' }];
    const answers = await Promise.all([
      ...['receive', 'issue'].flatMap((verb) => [dust, mountain].map((quantity) => send(verb, powder, { quantity }))),
      send('adjust', powder, { lot: 'A', counted: dust, reason: 'Spilt' }), of.operator.coordinator.send('corridor.stock.set_level', { unitId: of.unitId, itemId: powder, reorderAt: dust }),
    ]);
    const fields = answers.map(({ status, body }) => [status, (body as unknown as { details?: { issues?: { pointer: string }[] } }).details?.issues?.[0]?.pointer ?? JSON.stringify(body)]);
    expect(fields).toEqual([...Array.from({ length: 4 }, () => [400, '/quantity/value']), [400, '/counted/value'], [400, '/reorderAt/value']]);
    expect((await stock(powder))?.quantity).toBe(5);
  });

  it('gives out what expires first, never what has expired, and says what is left when it is too little', async () => {
    const itemId = await anItem();
    for (const [lot, days, value] of [['late', 300, 50], ['soon', 90, 30], ['expired', -3, 40]] as const) done(await send('receive', itemId, { lot, expiresOn: day(days), ...tablets(value) }));
    expect(done(await send('issue', itemId, tablets(45))).taken).toEqual([{ lot: 'soon', quantity: 30 }, { lot: 'late', quantity: 15 }]);
    const short = await send('issue', itemId, tablets(36));
    expect([short.status, short.body]).toEqual([409, expect.objectContaining({ code: 'stock_short', details: { left: 35, unit: '{tablet}' } })]);
    // What has expired leaves by its lot, when it is thrown away.
    expect(done(await send('issue', itemId, { lot: 'expired', ...tablets(40) })).left).toBe(35);
    expect((await stock(itemId))?.lots).toEqual([expect.objectContaining({ lot: 'late', quantity: 35, expired: false })]);
    const other = await send('receive', itemId, { lot: 'late', expiresOn: day(301), ...tablets(1) });
    expect((other.body as unknown as { code: string }).code).toBe('lot_differs');
  });

  it('never goes below nought when fifty issue at once', async () => {
    const itemId = await anItem();
    for (const [lot, days] of [['a', 100], ['b', 200], ['c', 300]] as const) done(await send('receive', itemId, { lot, expiresOn: day(days), ...tablets(10) }));
    const answers = await Promise.all(Array.from({ length: 50 }, () => of.operator.field.insist('corridor.stock.issue', { unitId: of.unitId, itemId, ...tablets(1) })));
    const codes = answers.map(({ status, body }) => (status === 200 ? 'taken' : (body as unknown as { code: string }).code));
    expect([codes.filter((code) => code === 'taken').length, codes.filter((code) => code === 'stock_short').length]).toEqual([30, 20]);
    expect((await stock(itemId))?.quantity).toBe(0);
    expect((await entries(itemId)).filter(({ entry }) => entry === 'issue').reduce((sum, { quantity }) => sum + quantity, 0)).toBe(-30);
    const written = of.hub.database.sql(`UPDATE corridor_lot SET quantity = -1 WHERE item_id = $1`, [itemId]);
    await expect(written).rejects.toThrow('stock_never_below_zero');
  });

  it('writes both sides of a transfer at once, keeps lots apart, and loses none when two go opposite ways', async () => {
    const { corridorId, operator, unitId: first } = of;
    const { unitId: second } = done(await operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(corridorId, operator.institutionId, 'Second')));
    const itemId = await anItem();
    done(await send('receive', itemId, { lot: 'a', expiresOn: day(100), ...tablets(40) }));
    done(await operator.field.send('corridor.stock.receive', { unitId: second, itemId, lot: 'b', expiresOn: day(50), ...tablets(40) }));
    const transfer = (from: string, to: string): Promise<Answer> => operator.field.send('corridor.stock.transfer', { corridorId, from: { unitId: from }, to: { unitId: to }, itemId, ...tablets(2) });
    const answers = await Promise.all(Array.from({ length: 16 }, (_, at) => (at % 2 === 0 ? transfer(first, second) : transfer(second, first))));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 16 }, () => 200));
    expect([(await stock(itemId, first))?.quantity, (await stock(itemId, second))?.quantity]).toEqual([40, 40]);
    const [out, into] = [await entries(itemId, first), await entries(itemId, second)];
    expect(out.filter(({ entry }) => entry === 'transfer_out').every(({ counterpartId }) => counterpartId === second)).toBe(true);
    expect([...out, ...into].filter(({ entry }) => entry.startsWith('transfer')).reduce((sum, { quantity }) => sum + quantity, 0)).toBe(0);
    const elsewhere = await operator.field.send('corridor.stock.transfer', { corridorId, from: { unitId: first }, to: { centreId: of.centreId }, itemId, ...tablets(1) });
    expect([elsewhere.status, elsewhere.body['code']]).toEqual([403, 'forbidden']);
  });

  it('takes a count for what it is, and tells its reason to nobody but those who keep the stock', async () => {
    const itemId = await anItem();
    done(await send('receive', itemId, { lot: 'a', ...tablets(100) }));
    const counted = done(await send<{ difference: number; left: number }>('adjust', itemId, { lot: 'a', counted: { value: 88, unit: '{tablet}' }, reason: CANARY }));
    expect(counted).toEqual({ difference: -12, left: 88 });
    expect((await entries(itemId))[0]).toMatchObject({ entry: 'adjust', quantity: -12, reason: CANARY });
    await of.hub.database.sql(
      `INSERT INTO corridor_grant (id, owner_id, reader_id, data_class, purpose, delay_seconds, given_by, given_at) VALUES (gen_random_uuid(), $1, $2, 'stock', 'resupply', 0, $3, now())`,
      [of.operator.institutionId, of.lead.institutionId, of.operator.coordinator.personId],
    );
    expect((await entries(itemId, of.unitId, of.lead.coordinator))[0]).toMatchObject({ entry: 'adjust', quantity: -12, reason: null });
    expect(await entries(itemId, of.unitId, of.host.coordinator)).toEqual([]);
    expect(await stock(itemId, of.unitId, of.host.coordinator)).toBeUndefined();
    expect(JSON.stringify(await of.hub.database.sql('SELECT data FROM log_event'))).not.toContain(CANARY);
    expect(of.hub.journal.join('\n')).not.toContain(CANARY);
  });
});

describe('who reads the ledger', () => {
  it('are others only as far back as the compact reaches', async () => {
    const { hub, lead, operator, unitId } = of;
    const itemId = await anItem();
    done(await send('receive', itemId, { lot: 'a', ...tablets(10) }));
    done(await send('issue', itemId, { ...tablets(1), at: new Date(Date.now() - 5 * 86_400_000).toISOString() }));
    await hub.database.sql(`DELETE FROM corridor_grant WHERE owner_id = $1 AND data_class = 'stock'`, [operator.institutionId]);
    await hub.database.sql(
      `INSERT INTO corridor_grant (id, owner_id, reader_id, data_class, purpose, delay_seconds, retention_days, given_by, given_at) VALUES (gen_random_uuid(), $1, $2, 'stock', 'resupply', 0, 2, $3, now())`,
      [operator.institutionId, lead.institutionId, operator.coordinator.personId],
    );
    expect((await entries(itemId, unitId, lead.coordinator)).map(({ entry }) => entry)).toEqual(['receive']);
    expect(await entries(itemId)).toHaveLength(2);
  });

  it('is somebody who was lent to the organisation, and keeps it for them', async () => {
    const { administrator, corridorId, hub, operator, unitId } = of;
    const lent = await enter(hub, administrator, { name: 'Lent' });
    done(await administrator.send('corridor.post.assign', { corridorId, institutionId: operator.institutionId, personId: lent.personId, post: 'field' }));
    const itemId = await anItem();
    done(await lent.send('corridor.stock.receive', { unitId, itemId, lot: 'a', ...tablets(10) }));
    done(await lent.send('corridor.board.report', { unitId, readings: [{ field: 'water.litres', value: 100 }] }));
    expect((await stock(itemId, unitId, lent))?.quantity).toBe(10);
  });
});

describe('what a shelf tells', () => {
  it('is how fast it empties and how long it lasts, and that it is down to its reorder level', async () => {
    const itemId = await anItem();
    const low = `stock_low:${of.unitId}:${itemId}`;
    done(await send('receive', itemId, { lot: 'a', ...tablets(200) }));
    done(await of.operator.coordinator.send('corridor.stock.set_level', { unitId: of.unitId, itemId, reorderAt: { value: 1, pack: 'box' } }));
    done(await send('issue', itemId, { ...tablets(40), at: new Date(Date.now() - 3_600_000).toISOString() }));
    // A ledger of less than a day is averaged over a day; what was used ten days ago says nothing of now.
    done(await send('issue', itemId, { ...tablets(10), at: new Date(Date.now() - 10 * 86_400_000).toISOString() }));
    expect(await stock(itemId)).toMatchObject({ quantity: 150, dailyUse: 40, daysLeft: 3.75, low: false });
    expect(await alerts(low)).toEqual([]);
    done(await send('issue', itemId, tablets(50)));
    expect((await stock(itemId))?.low).toBe(true);
    expect(await alerts(low)).toEqual([expect.objectContaining({ facts: { itemId, left: 100, reorderAt: 100, unit: '{tablet}' } })]);
    done(await send('receive', itemId, { lot: 'b', ...tablets(1) }));
    expect((await alerts(low)).map(({ state }) => state)).toEqual(['resolved']);
  });

  it('is that a lot expires soon, once for each first lot', async () => {
    const itemId = await anItem();
    const near = day(30);
    const key = `stock_expiring:${of.unitId}:${itemId}`;
    done(await send('receive', itemId, { lot: 'far', expiresOn: day(200), ...tablets(5) }));
    const watch = of.hub.app.get(WatchExpiry);
    await watch.look();
    expect(await alerts(key)).toEqual([]);
    done(await send('receive', itemId, { lot: 'near', expiresOn: near, ...tablets(7) }));
    await watch.look();
    await watch.look();
    expect(await alerts(key)).toEqual([expect.objectContaining({ facts: { itemId, earliest: near, lots: 1, quantity: 7 } })]);
    done(await send('issue', itemId, tablets(7)));
    expect((await alerts(key)).map(({ state }) => state)).toEqual(['resolved']);
  });

  it('is summed over the corridor with how many keep a ledger of it, and no ledger is not an empty shelf', async () => {
    interface Sum { itemId: string; quantity: number | null; reported: number; of: number }
    const [kept, never] = [await anItem(), await anItem()];
    done(await send('receive', kept, { lot: 'a', ...tablets(5) }));
    done(await of.host.coordinator.send('corridor.stock.receive', { centreId: of.centreId, itemId: kept, lot: 'a', ...tablets(6) }));
    const sums = async (who: typeof of.administrator): Promise<Sum[]> => done(await who.get<{ data: Sum[] }>(`/corridors/${of.corridorId}/stock?limit=250`)).data;
    const all = await sums(of.administrator);
    expect(all.find(({ itemId }) => itemId === kept)).toMatchObject({ quantity: 11, reported: 2 });
    expect(all.find(({ itemId }) => itemId === never)).toMatchObject({ quantity: null, reported: 0 });
    expect((await sums(of.operator.coordinator)).find(({ itemId }) => itemId === kept)).toMatchObject({ quantity: 5, reported: 1 });
  });
});
