import { RequestTimers } from '#corridor';
import type { Answer } from '../support/hub.js';
import type { Someone } from '../support/people.js';
import { until } from '../support/until.js';
import { aCorridor, aUnit, done, settled, type TestCorridor } from './a-corridor.js';

let of: TestCorridor;
beforeAll(async () => {
  of = await aCorridor();
}, 120_000);
afterAll(() => of.hub.close());

interface Request { state: string; accepted: number; offers: { id: string; state: string; amount: number }[] }
const hour = (ahead: number): string => new Date(Date.now() + ahead * 3_600_000).toISOString();
const report = async (unitId: string, values: Readonly<Record<string, number>>, asOf?: string): Promise<void> => {
  const readings = Object.entries(values).map(([field, value]) => ({ field, value, ...(asOf === undefined ? {} : { asOf }) }));
  done(await of.operator.field.send('corridor.board.report', { unitId, readings }));
};
const ask = async (need: object, amount: number, more: object = {}): Promise<string> =>
  done(await of.host.field.send<{ requestId: string }>('corridor.capacity.request', { corridorId: of.corridorId, centreId: of.centreId, need, amount, until: hour(48), urgency: 'urgent', ...more })).requestId;
const offer = (requestId: string, unitId: string, amount: number, who: Someone = of.operator.coordinator): Promise<Answer<{ offerId: string; left: number }>> =>
  who.send<{ offerId: string; left: number }>('corridor.offer.make', { corridorId: of.corridorId, requestId, from: { unitId }, amount });
const move = (who: Someone, verb: string, offerId: string): Promise<Answer<{ state: string; requestState: string }>> => who.send(`corridor.offer.${verb}`, { corridorId: of.corridorId, offerId });
const read = async (requestId: string, who: Someone = of.host.coordinator): Promise<Request> => done(await who.get<Request>(`/corridors/${of.corridorId}/requests/${requestId}`));
const codeOf = ({ status, body }: Answer<unknown>): string => (status === 200 ? 'taken' : (body as { code: string }).code);

let numbered = 0;
async function aUnitWith(values: Readonly<Record<string, number>>): Promise<string> {
  numbered += 1;
  const { unitId } = done(await of.operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(of.corridorId, of.operator.institutionId, `Offering ${numbered}`)));
  if (Object.keys(values).length > 0) await report(unitId, values);
  return unitId;
}
const icu = { kind: 'beds', code: 'adult_icu' };

describe('offering capacity', () => {
  it('promises the same to one of two who offer it at once, and tells the other what is left', async () => {
    const unitId = await aUnitWith({ 'beds.adult_icu.available': 4 });
    const [first, second] = [await ask(icu, 4), await ask(icu, 4)];
    const answers = await Promise.all([offer(first, unitId, 3), offer(second, unitId, 3, of.administrator)]);
    expect(answers.map(codeOf).sort()).toEqual(['capacity_short', 'taken']);
    const refused = answers.find(({ status }) => status !== 200);
    expect([refused?.status, refused?.body]).toEqual([409, expect.objectContaining({ details: { left: 1, there: 4 } })]);
    const crowd = await Promise.all(Array.from({ length: 12 }, (_, at) => offer(at % 2 === 0 ? first : second, unitId, 1)));
    expect(crowd.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('frees what is withdrawn or declined, and a request that is not filled without it is open again', async () => {
    const unitId = await aUnitWith({ 'beds.adult_icu.available': 4 });
    const requestId = await ask(icu, 4);
    const { offerId } = done(await offer(requestId, unitId, 4));
    expect(done(await move(of.host.coordinator, 'accept', offerId))).toEqual({ offerId, state: 'accepted', requestState: 'filled' });
    expect(done(await move(of.operator.coordinator, 'withdraw', offerId))).toEqual({ offerId, state: 'withdrawn', requestState: 'open' });
    expect(await read(requestId)).toMatchObject({ state: 'open', accepted: 0 });
    const again = done(await offer(requestId, unitId, 4));
    done(await move(of.host.coordinator, 'decline', again.offerId));
    expect(done(await offer(requestId, unitId, 4)).left).toBe(0);
    expect(codeOf(await move(of.host.coordinator, 'accept', again.offerId))).toBe('offer_state');
  });

  it('is taken from several until the request is filled; the rest is free again', async () => {
    const [a, b, c] = [await aUnitWith({ 'beds.burn.available': 2 }), await aUnitWith({ 'beds.burn.available': 2 }), await aUnitWith({ 'beds.burn.available': 2 })];
    const requestId = await ask({ kind: 'beds', code: 'burn' }, 3);
    const [first, second, third] = [done(await offer(requestId, a, 2)), done(await offer(requestId, b, 2)), done(await offer(requestId, c, 2))];
    expect(done(await move(of.host.coordinator, 'accept', first.offerId)).requestState).toBe('open');
    const both = await Promise.all([move(of.host.coordinator, 'accept', second.offerId), move(of.host.coordinator, 'accept', third.offerId)]);
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
    const { state, accepted, offers } = await read(requestId);
    expect([state, accepted, offers.map((one) => one.state).sort()]).toEqual(['filled', 4, ['accepted', 'accepted', 'lapsed']]);
    expect(codeOf(await offer(requestId, c, 1))).toBe('request_state');
  });

  it('promises nothing that is not known, and nothing of a figure that is stale', async () => {
    const [silent, old] = [await aUnitWith({}), await aUnitWith({})];
    await report(old, { 'beds.adult_icu.available': 9 }, hour(-9));
    const requestId = await ask(icu, 2);
    expect([codeOf(await offer(requestId, silent, 1)), codeOf(await offer(requestId, old, 1))]).toEqual(['capacity_unknown', 'capacity_unknown']);
    await report(silent, { 'beds.adult_icu.available': 0 });
    expect(codeOf(await offer(requestId, silent, 1))).toBe('capacity_short');
  });

  it('is held against staff by role, against the ledger, and of units against what is in service', async () => {
    const unitId = await aUnitWith({ 'staff.nurse': 2 });
    expect(codeOf(await offer(await ask({ kind: 'staff', code: 'nurse' }, 5), unitId, 3))).toBe('capacity_short');
    const item = { corridorId: of.corridorId, code: { system: 'urn:example:items', value: 'saline' }, name: 'Saline', unit: 'mL' };
    const { itemId } = done(await of.operator.coordinator.send<{ itemId: string }>('corridor.item.register', item));
    done(await of.operator.field.send('corridor.stock.receive', { unitId, itemId, quantity: { value: 1.5, unit: 'L' } }));
    const saline = await ask({ kind: 'stock', code: itemId }, 2000);
    expect([codeOf(await offer(saline, unitId, 1600)), done(await offer(saline, unitId, 1500)).left]).toEqual(['capacity_short', 0]);
    const whole = await ask({ kind: 'unit', code: 'type_2' }, 1);
    expect(done(await offer(whole, unitId, 1)).left).toBe(0);
    expect(codeOf(await offer(await ask({ kind: 'unit', code: 'type_3' }, 1), unitId, 1))).toBe('capacity_short');
    expect(codeOf(await offer(whole, unitId, 1))).toBe('capacity_short');
  });

  it('is for those who have it, and taking it for those who asked', async () => {
    const unitId = await aUnitWith({ 'beds.adult_icu.available': 4 });
    const requestId = await ask(icu, 1);
    expect(codeOf(await offer(requestId, unitId, 1, of.lead.coordinator))).toBe('forbidden');
    const { offerId } = done(await offer(requestId, unitId, 1));
    expect(codeOf(await move(of.operator.coordinator, 'accept', offerId))).toBe('forbidden');
    // Nothing is shared with the lead: it knows the request, and not who can help.
    expect(await read(requestId, of.lead.coordinator)).toMatchObject({ state: 'open', offers: [] });
    expect(codeOf(await move(of.lead.coordinator, 'accept', offerId))).toBe('offer_unknown');
    const heard = async (who: Someone): Promise<number> => done(await who.get<{ data: { type: string; data: Record<string, unknown> }[] }>(`/streams/${of.stream}/events?limit=500`)).data
      .filter(({ type, data }) => type === 'corridor.offer.changed.v1' && data['offerId'] === offerId).length;
    expect([await heard(of.host.coordinator), await heard(of.operator.coordinator), await heard(of.lead.coordinator)]).toEqual([1, 1, 0]);
  });
});

describe('the time of a request', () => {
  /** Brings the end of a request forward, as if its time had passed. */
  const over = (requestId: string): Promise<unknown> => of.hub.database.sql(`UPDATE corridor_capacity_request SET until = now() - interval '1 second' WHERE id = $1`, [requestId]);
  const sweep = async (): Promise<void> => {
    await settled(of.hub);
    await of.hub.app.get(RequestTimers).sweep();
  };

  it('ends it, though the queue has lost its timer: what was offered is free, what was accepted was kept', async () => {
    const unitId = await aUnitWith({ 'beds.adult_icu.available': 4 });
    const [open, filled] = [await ask(icu, 3), await ask(icu, 1)];
    done(await offer(open, unitId, 3));
    const { offerId } = done(await offer(filled, unitId, 1));
    done(await move(of.host.coordinator, 'accept', offerId));
    await Promise.all([over(open), over(filled)]);
    expect(codeOf(await offer(open, unitId, 1))).toBe('request_state');
    await sweep();
    await until(async () => (await read(open)).state !== 'open' && (await read(filled)).state !== 'filled');
    expect([await read(open), await read(filled)]).toEqual([
      expect.objectContaining({ state: 'expired', offers: [expect.objectContaining({ state: 'lapsed' })] }), expect.objectContaining({ state: 'met', offers: [expect.objectContaining({ state: 'kept' })] }),
    ]);
    expect(done(await offer(await ask(icu, 4), unitId, 4)).left).toBe(0);
  });

  it('ends nothing that was withdrawn before, and comes by its own timer', async () => {
    const [withdrawn, short] = [await ask(icu, 3), await ask(icu, 2, { until: new Date(Date.now() + 1_500).toISOString() })];
    done(await of.host.field.send('corridor.capacity.withdraw', { corridorId: of.corridorId, requestId: withdrawn }));
    await until(async () => (await read(short)).state === 'expired');
    expect((await read(withdrawn)).state).toBe('withdrawn');
    expect(codeOf(await of.host.field.send('corridor.capacity.withdraw', { corridorId: of.corridorId, requestId: short }))).toBe('request_state');
  });

  it('lies ahead, and within ninety days', async () => {
    for (const ahead of [-1, 24 * 91]) {
      const refused = await of.host.field.send('corridor.capacity.request', { corridorId: of.corridorId, centreId: of.centreId, need: icu, amount: 1, until: hour(ahead) });
      expect([refused.status, JSON.stringify(refused.body)]).toEqual([400, expect.stringContaining('/until')]);
    }
    const half = await of.host.field.send('corridor.capacity.request', { corridorId: of.corridorId, centreId: of.centreId, need: icu, amount: 1.5, until: hour(1) });
    expect([half.status, JSON.stringify(half.body)]).toEqual([400, expect.stringContaining('/amount')]);
  });
});
