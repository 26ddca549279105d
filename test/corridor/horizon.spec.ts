import { WatchArrivals, WatchHorizon } from '#corridor';
import { aCorridor, done, type TestCorridor } from './a-corridor.js';
import { aDeployment } from './a-deployment.js';
import { report } from './a-track.js';

let of: TestCorridor;
let itemId: string;
let deploymentId: string;
beforeAll(async () => {
  of = await aCorridor();
  const item = { corridorId: of.corridorId, code: { system: 'urn:example:items', value: 'saline' }, name: 'Saline', unit: 'L' };
  itemId = done(await of.operator.coordinator.send<{ itemId: string }>('corridor.item.register', item)).itemId;
}, 120_000);
afterAll(() => of.hub.close());

interface Horizon { itemId: string | null; quantity: number; dailyUse: number; busiestDay: number; verdict: string; supply: { source: string; shipmentId: string | null; deploymentId: string | null; earliest: string; latest: string } | null }
const HOUR = 3_600_000;
const litres = (value: number): object => ({ quantity: { value, unit: 'L' } });
const hoursAgo = (hours: number): string => new Date(Date.now() - hours * HOUR).toISOString();
const horizon = async (holderId: string, who = of.operator.coordinator): Promise<Horizon[]> => done(await who.get<{ horizon: Horizon[] }>(`/corridors/${of.corridorId}/holders/${holderId}/stock/horizon`)).horizon;
const look = (): Promise<void> => of.hub.app.get(WatchHorizon).look();
const alerts = (what: string): Promise<{ state: string; severity: string; count: number }[]> => of.hub.database.sql('SELECT state, severity, count FROM corridor_alert WHERE key = $1 ORDER BY id', [`stock_out_before_arrival:${what}`]);

describe('a unit that is under way', () => {
  it('is told once that something runs out before it can be at the next stop, and that it does not any more', async () => {
    const { operator, unitId } = of;
    deploymentId = await aDeployment(of, 'in_transit');
    // 119 km south of its site.
    await report(of, unitId, [{ fixTime: new Date(Date.now() - 60_000).toISOString(), latitude: 36.7, longitude: 75.23 }]);
    await of.hub.app.get(WatchArrivals).look();
    done(await operator.field.send('corridor.stock.receive', { unitId, itemId, ...litres(241) }));
    const [unused] = await horizon(unitId);
    expect(unused).toMatchObject({ itemId, verdict: 'not_used', supply: { source: 'stop', deploymentId } });
    done(await operator.field.send('corridor.stock.issue', { unitId, itemId, ...litres(240), at: hoursAgo(2) }));
    // One litre is left of 240 a day: six minutes.
    expect((await horizon(unitId))[0]).toMatchObject({ quantity: 1, dailyUse: 240, busiestDay: 240, verdict: 'before_earliest' });
    await look();
    await look();
    expect(await alerts(`${unitId}:${itemId}`)).toEqual([expect.objectContaining({ severity: 'severe', count: 1 })]);
    done(await operator.field.send('corridor.stock.receive', { unitId, itemId, ...litres(9_000) }));
    expect((await horizon(unitId))[0]).toMatchObject({ verdict: 'lasts' });
    await look();
    expect((await alerts(`${unitId}:${itemId}`)).map(({ state }) => state)).toEqual(['resolved']);
  });

  it('is told so of its oxygen, by the board', async () => {
    const { operator, unitId } = of;
    const fields = { 'oxygen.cylinders': 1, 'oxygen.cylinder_litres': 600, 'oxygen.demand': 40 };
    done(await operator.field.send('corridor.board.report', { unitId, readings: Object.entries(fields).map(([field, value]) => ({ field, value })) }));
    // 600 L at 40 L/min: a quarter of an hour, told by the board as 0.3 h.
    expect((await horizon(unitId))[0]).toMatchObject({ itemId: null, quantity: 600, verdict: 'before_earliest' });
    await look();
    expect(await alerts(`${unitId}:oxygen`)).toEqual([expect.objectContaining({ severity: 'severe', count: 1 })]);
  });
});

describe('a centre that waits for a shipment', () => {
  it('is judged by its busiest day and the time of the shipment, and knows no arrival where none is expected', async () => {
    const { centreId, corridorId, host, operator, unitId } = of;
    done(await host.field.send('corridor.stock.receive', { centreId, itemId, ...litres(100) }));
    // 30 litres three days ago, ten since: the ledger is younger than a day, the busiest day had thirty.
    done(await host.field.send('corridor.stock.issue', { centreId, itemId, ...litres(30), at: hoursAgo(80) }));
    done(await host.field.send('corridor.stock.issue', { centreId, itemId, ...litres(10), at: hoursAgo(1) }));
    expect((await horizon(centreId, host.coordinator))[0]).toMatchObject({ quantity: 60, busiestDay: 30, verdict: 'no_supply', supply: null });
    const send = async (hours: number): Promise<string> => {
      const { shipmentId } = done(await operator.field.send<{ shipmentId: string }>('corridor.shipment.prepare', {
        corridorId, from: { unitId }, to: { centreId }, expectedAt: hoursAgo(-hours), lines: [{ itemId, ...litres(5) }],
      }));
      done(await operator.field.send('corridor.shipment.dispatch', { corridorId, shipmentId }));
      return shipmentId;
    };
    const late = await send(90);
    expect((await horizon(centreId, host.coordinator))[0]).toMatchObject({ verdict: 'before_earliest', supply: { source: 'shipment', shipmentId: late } });
    await look();
    expect(await alerts(`${centreId}:${itemId}`)).toHaveLength(1);
    const soon = await send(10);
    expect((await horizon(centreId, host.coordinator))[0]).toMatchObject({ verdict: 'lasts', supply: { shipmentId: soon } });
    await look();
    expect((await alerts(`${centreId}:${itemId}`)).map(({ state }) => state)).toEqual(['resolved']);
    expect(await horizon(centreId, of.lead.coordinator)).toEqual([]);
  });

  it('knows when the unit comes that carries it', async () => {
    const { centreId, corridorId, host, operator, unitId } = of;
    // The deployment under way works at the centre.
    await of.hub.database.sql('UPDATE corridor_deployment SET centre_id = $1 WHERE unit_id = $2', [centreId, unitId]);
    const line = { itemId, ...litres(5) };
    const { shipmentId } = done(await operator.field.send<{ shipmentId: string }>('corridor.shipment.prepare', { corridorId, from: { unitId }, to: { centreId }, carrierUnitId: unitId, lines: [line] }));
    done(await operator.field.send('corridor.shipment.dispatch', { corridorId, shipmentId }));
    // Its range is that of the unit's own arrival, as no other supply has one.
    expect((await horizon(centreId, host.coordinator))[0]?.supply).toMatchObject({ shipmentId, deploymentId });
  });
});
