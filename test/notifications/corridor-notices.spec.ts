import type { stream } from '#contracts';
import { systemActor } from '#kernel';
import { Tellers, UnitOfWork, type Telling } from '#log';
import { aCorridor, done, settled, type TestCorridor } from '../corridor/a-corridor.js';
import { aDeployment, step } from '../corridor/a-deployment.js';
import { onCallAlways } from '../corridor/a-roster.js';
import { clear, raise, silence } from '../corridor/an-alert.js';

let of: TestCorridor;
beforeAll(async () => {
  of = await aCorridor();
  done(await onCallAlways(of, 1, [of.operator.field]));
}, 120_000);
afterAll(() => of.hub.close());

type Told = { notice: string; to: readonly string[]; about: string; critical: boolean; facts: Readonly<Record<string, unknown>>; key: string };

/** What the last event of a type tells, in the hub's own name. */
async function toldBy(type: string): Promise<Told[]> {
  const [row] = await of.hub.database.sql<{ id: string; stream: string; time: Date; actor: string; data: stream.Envelope['data'] }>(
    'SELECT e.id, s.name AS stream, e.time, e.actor, e.data FROM log_event e JOIN log_stream s ON s.id = e.stream_id WHERE e.type = $1 ORDER BY e.time DESC, e."offset" DESC LIMIT 1', [type]);
  if (row === undefined) throw new Error(`there is no event ${type}`);
  const event = { ...row, type, position: 'aaaaaaaa.1', time: row.time.toISOString() };
  const told = await Promise.all(of.hub.app.get(Tellers).of(type).map((teller) => of.hub.app.get(UnitOfWork).read(systemActor('test'), [], (db) => teller(event, db))));
  return told.flat().map((one) => ({ ...(one as Telling), notice: one.notice.name, critical: one.notice.critical }));
}
const holds = (notice: string, told: Pick<Told, 'about' | 'key' | 'facts'>): Promise<boolean | undefined> => {
  const holder = of.hub.app.get(Tellers).holder(notice);
  return of.hub.app.get(UnitOfWork).read(systemActor('test'), [], async (db) => holder?.({ ...told, personId: of.operator.field.personId }, db));
};
const NOTIFIED = 'corridor.alert.notified.v1';

describe('an alert', () => {
  it('is critical when it is severe, and told to whoever is on call, with names and codes and no words of people', async () => {
    const alertId = await raise(of, silence(of, { key: 'one', severity: 'severe' }));
    const told = await toldBy(NOTIFIED);
    expect(told).toMatchObject([{ notice: 'corridor.alert_critical', critical: true, to: [of.operator.field.personId], about: `alert:${alertId}` }]);
    expect(told[0]?.facts).toMatchObject({ corridor: 'Karakoram corridor', subject: 'Mobile hospital 1', kind: 'unit_silent', severity: 'severe', why: 'raised', exercise: false });
  });

  it.each([
    ['unit_silent', 'corridor.alert'], ['board_stale', 'corridor.board_stale'], ['report_missing', 'corridor.report_missing'], ['stock_low', 'corridor.stock'],
    ['oxygen_low', 'corridor.stock'], ['stock_out_before_arrival', 'corridor.stock'], ['maintenance_due', 'corridor.alert'], ['cold_chain_broken', 'corridor.alert'],
  ] as const)('of lesser severity that is a %s is told once, as %s, and is not critical', async (kind, notice) => {
    await raise(of, silence(of, { key: `lesser-${kind}`, kind, severity: 'moderate' }));
    expect((await toldBy(NOTIFIED)).map((told) => [told.notice, told.critical])).toEqual([[notice, false]]);
  });

  it('says of a drill that it is one', async () => {
    await raise(of, silence(of, { key: 'drill', severity: 'extreme', exercise: true }));
    expect((await toldBy(NOTIFIED))[0]?.facts).toMatchObject({ exercise: true });
  });

  it('does not hold any more once somebody has acknowledged it, and its end is told to those who were woken', async () => {
    const alertId = await raise(of, silence(of, { key: 'answered' }));
    const [told] = await toldBy(NOTIFIED);
    if (told === undefined) throw new Error('nobody was told');
    expect(await holds(told.notice, told)).toBe(true);
    done(await of.operator.field.send('corridor.alert.acknowledge', { alertId }));
    expect(await holds(told.notice, told)).toBe(false);
    await clear(of, 'answered');
    expect(await toldBy('corridor.alert.changed.v1')).toMatchObject([{ notice: 'corridor.alert_resolved', to: [of.operator.field.personId] }]);
  });

  it('of a licence that ends is told to its holder besides, in their own words', async () => {
    const { personId } = of.operator.affiliate;
    await raise(of, silence(of, { key: 'licence', kind: 'credential_expiring', severity: 'moderate', facts: { credentialId: of.unitId, personId, hostCountry: 'CN', validUntil: '2026-12-22', days: 30 } }));
    expect(await toldBy(NOTIFIED)).toMatchObject([
      { notice: 'corridor.credential', to: [of.operator.field.personId] }, { notice: 'corridor.own_credential', to: [personId], about: `credential:${of.unitId}`, facts: { hostCountry: 'CN', count: 30 } },
    ]);
  });
});

describe('a request for capacity', () => {
  it('is told to those who coordinate for other members, and an offer to those who asked', async () => {
    const { requestId } = done(await of.host.coordinator.send<{ requestId: string }>('corridor.capacity.request', {
      corridorId: of.corridorId, centreId: of.centreId, need: { kind: 'unit', code: 'type_2' }, amount: 1, until: new Date(Date.now() + 86_400_000).toISOString(), urgency: 'urgent',
    }));
    const [asked] = await toldBy('corridor.capacity.request_changed.v1');
    expect(asked).toMatchObject({ notice: 'corridor.capacity_requested', facts: { asker: 'Kashgar Health Authority', needKind: 'unit', amount: 1 } });
    expect([...(asked?.to ?? [])].sort()).toEqual([of.lead.coordinator.personId, of.operator.coordinator.personId].sort());
    const offered = await of.operator.coordinator.send('corridor.offer.make', { corridorId: of.corridorId, requestId, from: { unitId: of.unitId }, amount: 1 });
    done(offered);
    expect(await toldBy('corridor.offer.changed.v1')).toMatchObject([{ notice: 'corridor.capacity_offered', to: [of.host.coordinator.personId], facts: { bidder: 'Lahore Relief' } }]);
    done(await of.host.coordinator.send('corridor.offer.decline', { corridorId: of.corridorId, offerId: (offered.body as { offerId: string }).offerId }));
    expect(await toldBy('corridor.offer.changed.v1')).toMatchObject([{ notice: 'corridor.offer_answered', to: [of.operator.coordinator.personId], facts: { state: 'declined' } }]);
  });
});

describe('a deployment', () => {
  it('asks those who decide for the host, and tells the other party of each step; what was answered holds no more', async () => {
    const deploymentId = await aDeployment(of, 'requested');
    const MOVED = 'corridor.deployment.moved.v1';
    const [asked] = await toldBy(MOVED);
    expect(asked).toMatchObject({ notice: 'corridor.deployment_requested', to: [of.host.coordinator.personId], about: `deployment:${deploymentId}`, facts: { unit: 'Mobile hospital 1', operator: 'Lahore Relief', site: 'Tashkurgan field', countryCode: 'CN' } });
    if (asked === undefined) throw new Error('nobody was asked');
    expect(await holds(asked.notice, asked)).toBe(true);
    done(await step(of.host.coordinator, deploymentId, 'accept'));
    expect(await holds(asked.notice, asked)).toBe(false);
    expect(await toldBy(MOVED)).toMatchObject([{ notice: 'corridor.deployment_moved', to: [of.operator.coordinator.personId], facts: { state: 'accepted' } }]);
    done(await step(of.operator.coordinator, deploymentId, 'mobilise'));
    expect(await toldBy(MOVED)).toEqual([]);
    await settled(of.hub);
  });
});
