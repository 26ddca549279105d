import type { Answer } from '../support/hub.js';
import { aCorridor, done, type TestCorridor } from './a-corridor.js';
import { report } from './a-track.js';
import { whereabouts } from './whereabouts.js';

let of: TestCorridor;
beforeAll(async () => {
  of = await aCorridor();
}, 120_000);
afterAll(() => of.hub.close());

interface Made {
  readonly shareId: string;
  readonly token: string;
  readonly endsAt: string;
}
interface Seen {
  readonly unit: string;
  readonly position: { readonly latitude: number; readonly longitude: number; readonly ageSeconds: number } | null;
}

const make = async (hours = 1, precisionMetres = 2_000): Promise<Made> => done(await of.operator.coordinator.send<Made>('corridor.share.create', { unitId: of.unitId, hours, precisionMetres }));
const look = (token: string): Promise<Answer> => of.hub.anybody.get(`/shares/${token}`);

describe('a public link to the position of a unit', () => {
  it('shows name, age and a rounded position to whoever holds it, and nothing else', async () => {
    const { token } = await make();
    expect((await look(token)).body).toMatchObject({ unit: 'Mobile hospital 1', position: null });
    await report(of, of.unitId, [{ fixTime: new Date(Date.now() - 60_000).toISOString(), latitude: 39.461234, longitude: 75.981234 }]);
    const { status, headers, body } = await look(token);
    expect([status, headers.get('cache-control'), headers.get('referrer-policy')]).toEqual([200, 'no-store', 'no-referrer']);
    expect(Object.keys(body).sort()).toEqual(['endsAt', 'position', 'precisionMetres', 'unit']);
    const { position } = body as unknown as Seen;
    expect(Object.keys(position ?? {}).sort()).toEqual(['ageSeconds', 'latitude', 'longitude']);
    expect(position?.latitude).not.toBe(39.461234);
    expect(Math.abs((position?.latitude ?? 0) - 39.461234)).toBeLessThan(0.01);
    expect(position?.ageSeconds ?? 0).toBeGreaterThanOrEqual(60);
  });

  it('is not there any more once it has ended, whether by time or by hand, and never was for another secret', async () => {
    const [one, other] = [await make(), await make()];
    done(await of.operator.coordinator.send('corridor.share.end', { unitId: of.unitId, shareId: one.shareId }));
    await of.hub.database.sql(`UPDATE corridor_share SET created_at = now() - interval '2 hours', ends_at = now() - interval '1 second' WHERE id = $1`, [other.shareId]);
    expect([(await look(one.token)).status, (await look(other.token)).status, (await look('A'.repeat(43))).status, (await look('x')).status]).toEqual([404, 404, 404, 404]);
    const again = await of.operator.coordinator.send('corridor.share.end', { unitId: of.unitId, shareId: other.shareId });
    expect([again.status, again.body['code']]).toEqual([409, 'share_ended']);
    const { data } = done(await of.operator.coordinator.get<{ data: { id: string; state: string }[] }>(`/units/${of.unitId}/shares`));
    expect(data.filter(({ id }) => [one.shareId, other.shareId].includes(id)).map(({ state }) => state)).toEqual(['ended', 'ended']);
  });

  it('lasts for three days at the most, and is the operator’s to make', async () => {
    const long = await of.operator.coordinator.send('corridor.share.create', { unitId: of.unitId, hours: 73 });
    expect([long.status, JSON.stringify(long.body).includes('/hours')]).toEqual([400, true]);
    for (const who of [of.operator.field, of.host.coordinator, of.administrator]) expect((await who.send('corridor.share.create', { unitId: of.unitId, hours: 1 })).status).toBe(403);
    expect((await of.stranger.send('corridor.share.create', { unitId: of.unitId, hours: 1 })).status).toBe(404);
  });

  it('leaves its secret in no table, log or metric', async () => {
    const { token } = await make();
    await look(token);
    await look(`${token}x`);
    expect(await whereabouts(of.hub, token)).toEqual([]);
  });

  it('is one of twenty at the most, however many are asked for at once', async () => {
    const asked = await Promise.all(Array.from({ length: 30 }, () => of.operator.coordinator.send('corridor.share.create', { unitId: of.unitId, hours: 1 })));
    expect(asked.filter(({ status }) => status !== 200).every(({ status, body }) => status === 409 && body['code'] === 'shares_full')).toBe(true);
    const [{ open } = { open: 0 }] = await of.hub.database.sql<{ open: number }>('SELECT count(*)::int AS open FROM corridor_share WHERE unit_id = $1 AND ended_at IS NULL AND ends_at > now()', [of.unitId]);
    expect(open).toBe(20);
  });
});
