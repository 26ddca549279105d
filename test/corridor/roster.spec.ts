import type { Answer } from '../support/hub.js';
import { aCorridor, done, type TestCorridor } from './a-corridor.js';
import { noted, raise, silence } from './an-alert.js';
import { onCallAlways } from './a-roster.js';

let of: TestCorridor;
beforeAll(async () => {
  of = await aCorridor();
}, 120_000);
afterAll(() => of.hub.close());

interface OnCall {
  kind: string;
  level: number;
  personIds: string[];
  until: string | null;
  hole: boolean;
  holes: { from: string; to: string }[];
}
const everyDay = [1, 2, 3, 4, 5, 6, 7];
const place = (level: number, kind = 'any'): object => ({ corridorId: of.corridorId, institutionId: of.operator.institutionId, kind, level });
const set = (level: number, shifts: object[], more: object = {}): Promise<Answer> =>
  of.operator.coordinator.send('corridor.roster.set', { ...place(level), zone: 'Asia/Karachi', shifts, ...more });
const at = async (instant: string): Promise<OnCall[]> => done(await of.operator.coordinator.get<{ data: OnCall[] }>(`/corridors/${of.corridorId}/on-call?at=${instant}`)).data;
const woken = async (alertId: string | null): Promise<Record<string, unknown> | undefined> => (await noted(of, 'corridor.alert.notified.v1')).find(({ data }) => data['alertId'] === alertId)?.data;

describe('the roster of an organisation', () => {
  it('says who is on call at an instant, until when, and where it has holes', async () => {
    const { field } = of.operator;
    done(await set(1, [{ personId: field.personId, weekdays: everyDay, from: '08:00', to: '20:00' }]));
    const [day] = await at('2026-11-24T10:00:00Z');
    expect(day).toMatchObject({ level: 1, personIds: [field.personId], until: '2026-11-24T15:00:00.000Z', hole: false });
    expect(day?.holes[0]).toEqual({ from: '2026-11-24T15:00:00.000Z', to: '2026-11-25T03:00:00.000Z' });
    expect((await at('2026-11-24T16:00:00Z'))[0]).toMatchObject({ personIds: [], hole: true, until: '2026-11-25T03:00:00.000Z' });
  });

  it('is otherwise for once, until that is taken back', async () => {
    const { field, protection } = of.operator;
    done(await set(1, [{ personId: field.personId, weekdays: everyDay, from: '08:00', to: '20:00' }]));
    const { overrideId } = done(await of.operator.coordinator.send<{ overrideId: string }>('corridor.roster.override', { ...place(1), starts: '2027-01-05T00:00', ends: '2027-01-06T00:00', personIds: [protection.personId] }));
    expect((await at('2027-01-05T05:00:00Z'))[0]?.personIds).toEqual([protection.personId]);
    done(await of.operator.coordinator.send('corridor.roster.lift', { corridorId: of.corridorId, overrideId }));
    expect((await at('2027-01-05T05:00:00Z'))[0]?.personIds).toEqual([field.personId]);
    const again = await of.operator.coordinator.send('corridor.roster.lift', { corridorId: of.corridorId, overrideId });
    expect([again.status, again.body['code']]).toEqual([409, 'override_unknown']);
  });

  it('takes nobody who acts for no member, names a zone that is none, and belongs to its own organisation’s coordinator', async () => {
    const stranger = await set(1, [{ personId: of.stranger.personId, weekdays: [1], from: '08:00', to: '20:00' }]);
    expect([stranger.status, stranger.body['code']]).toEqual([409, 'not_taking_part']);
    const zone = await set(1, [], { zone: 'Asia/Lahore' });
    expect([zone.status, JSON.stringify(zone.body)]).toEqual([400, expect.stringContaining('/zone')]);
    const foreign = await of.host.coordinator.send('corridor.roster.set', { ...place(1), zone: 'Asia/Karachi', shifts: [] });
    expect([foreign.status, foreign.body['code']]).toEqual([403, 'forbidden']);
    expect(done(await of.host.coordinator.get<{ data: unknown[] }>(`/corridors/${of.corridorId}/rosters`)).data).toEqual([]);
  });
});

describe('an alert', () => {
  it('wakes the next level where one has a hole, and says so', async () => {
    const { field, protection } = of.operator;
    done(await onCallAlways(of, 1, [field]));
    done(await onCallAlways(of, 2, [protection]));
    done(await of.operator.coordinator.send('corridor.roster.override', { ...place(1), starts: '2000-01-01T00:00', ends: '2100-01-01T00:00', personIds: [] }));
    const id = await raise(of, silence(of, { key: 'hole' }));
    expect(await woken(id)).toMatchObject({ level: 2, personIds: [protection.personId], holes: [1], fallback: 'none' });
  });

  it('wakes those on call for its own kind where there is such a roster', async () => {
    const { field, coordinator } = of.operator;
    // With the level go its exceptions.
    done(await set(1, []));
    done(await onCallAlways(of, 1, [field]));
    done(await onCallAlways(of, 1, [coordinator], 'oxygen_low'));
    const one = await raise(of, silence(of, { key: 'oxygen', kind: 'oxygen_low' }));
    const other = await raise(of, silence(of, { key: 'other' }));
    expect([(await woken(one))?.['personIds'], (await woken(other))?.['personIds']]).toEqual([[coordinator.personId], [field.personId]]);
  });

  it('never wakes nobody: an empty roster falls to coordinators by post, and without any to everybody who acts for the organisation', async () => {
    const { operator, administrator, corridorId } = of;
    for (const level of [1, 2]) done(await set(level, []));
    const first = await raise(of, silence(of, { key: 'nobody' }));
    expect(await woken(first)).toMatchObject({ personIds: [], fallback: 'organisation' });
    const [notice] = (await noted(of, 'corridor.alert.notified.v1')).filter(({ data }) => data['alertId'] === first);
    expect(notice?.audience).toContain(`org:${operator.institutionId}`);
    done(await administrator.send('corridor.post.assign', { corridorId, institutionId: operator.institutionId, personId: operator.affiliate.personId, post: 'coordinator' }));
    expect(await woken(await raise(of, silence(of, { key: 'posted' })))).toMatchObject({ personIds: [operator.affiliate.personId], fallback: 'coordinators' });
  });
});
