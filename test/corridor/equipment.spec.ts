import { WatchMaintenance } from '#corridor';
import type { Answer } from '../support/hub.js';
import { aCorridor, aUnit, done, type TestCorridor } from './a-corridor.js';

let of: TestCorridor;
beforeAll(async () => {
  of = await aCorridor();
}, 120_000);
afterAll(() => of.hub.close());

interface Device {
  id: string;
  holderId: string;
  engineHours: number | null;
  maintenance: { itemId: string; nextDay: string | null; nextHours: number | null; dueSince: string | null }[];
  stays: { holderId: string; until: string | null }[];
}

let serial = 0;
async function aDevice(unitId = of.unitId): Promise<string> {
  serial += 1;
  return done(await of.operator.field.send<{ equipmentId: string }>('corridor.equipment.register', { unitId, kind: 'generator', name: 'Generator', serialNumber: `G-${serial}`, manufacturer: 'Maker' })).equipmentId;
}
const send = (command: string, input: Record<string, unknown>): Promise<Answer> => of.operator.field.send(command, input);
const read = async (equipmentId: string): Promise<Device> => done(await of.operator.field.get<Device>(`/equipment/${equipmentId}`));
const meter = (equipmentId: string, engineHours: number, at?: string): Promise<Answer> => send('corridor.meter.report', { equipmentId, engineHours, ...(at === undefined ? {} : { at }) });
/** Alerts of a key, and how often each was raised. */
const alerts = (key: string): Promise<{ state: string; count: number }[]> => of.hub.database.sql('SELECT state, count FROM corridor_alert WHERE key = $1 ORDER BY id', [key]);
const told = async (type: string, equipmentId: string): Promise<number> =>
  (await of.hub.database.sql(`SELECT FROM log_event WHERE type = $1 AND data ->> 'equipmentId' = $2`, [type, equipmentId])).length;
const isOpen = ({ state }: { state: string }): boolean => !['resolved', 'closed', 'expired', 'superseded'].includes(state);

/** The devices that a late joiner is told of. */
async function joining(who: typeof of.operator.coordinator): Promise<string[]> {
  const socket = await who.socket();
  const reply = (await socket.emitWithAck('stream.subscribe', { stream: of.stream })) as { data: { snapshot: { equipment: { id: string }[] } } };
  return reply.data.snapshot.equipment.map(({ id }) => id);
}

describe('a device', () => {
  it('is entered once by its serial number, also when twenty enter it at once', async () => {
    const input = { unitId: of.unitId, kind: 'monitor', name: 'Monitor', serialNumber: 'wanted', udi: null };
    const replies = await Promise.all(Array.from({ length: 20 }, () => send('corridor.equipment.register', input)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(replies.filter(({ status }) => status !== 200).map(({ body }) => body['code']))).toEqual(new Set(['equipment_known']));
    const unnamed = await send('corridor.equipment.register', { ...input, serialNumber: null });
    expect(JSON.stringify(unnamed.body)).toContain('/serialNumber');
  });

  it('keeps its past when it moves, and is nowhere else meanwhile', async () => {
    const equipmentId = await aDevice();
    done(await send('corridor.equipment.move', { equipmentId, to: { centreId: of.centreId } }));
    done(await send('corridor.equipment.move', { equipmentId, to: { unitId: of.unitId } }));
    const { stays, holderId } = await read(equipmentId);
    expect([holderId, stays.map((stay) => [stay.holderId, stay.until === null])]).toEqual([of.unitId, [[of.unitId, true], [of.centreId, false], [of.unitId, false]]]);
    const moves = await Promise.all(Array.from({ length: 10 }, (_, at) => send('corridor.equipment.move', { equipmentId, to: at % 2 === 0 ? { unitId: of.unitId } : { centreId: of.centreId } })));
    expect(new Set(moves.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await read(equipmentId)).stays.filter(({ until }) => until === null)).toHaveLength(1);
  });

  it('is seen by those with whom the class is shared, and does not exist for others', async () => {
    const { operator, lead, corridorId } = of;
    const equipmentId = await aDevice();
    expect((await lead.coordinator.get(`/equipment/${equipmentId}`)).status).toBe(404);
    const listed = async (): Promise<string[]> => done(await lead.coordinator.get<{ data: { id: string }[] }>(`/corridors/${corridorId}/equipment?limit=250`)).data.map(({ id }) => id);
    expect(await listed()).toEqual([]);
    const { grantId } = done(await operator.coordinator.send<{ grantId: string }>('corridor.grant.give', {
      corridorId, institutionId: operator.institutionId, readerInstitutionId: lead.institutionId, dataClass: 'equipment', purpose: 'Spare parts', retentionDays: 30,
    }));
    expect(await listed()).toContain(equipmentId);
    const old = new Date(Date.now() - 40 * 86_400_000).toISOString();
    done(await meter(equipmentId, 10, old));
    done(await meter(equipmentId, 20));
    const values = async (who: typeof lead.coordinator): Promise<number[]> => done(await who.get<{ data: { value: number }[] }>(`/equipment/${equipmentId}/readings`)).data.map(({ value }) => value);
    expect([await values(operator.field), await values(lead.coordinator)]).toEqual([[20, 10], [20]]);
    expect((await lead.coordinator.send('corridor.meter.report', { equipmentId, engineHours: 21 })).status).toBe(403);
    done(await operator.coordinator.send('corridor.grant.end', { corridorId, grantId }));
    expect((await lead.coordinator.get(`/equipment/${equipmentId}`)).status).toBe(404);
  });

  it('wakes somebody when it is down, until it works again', async () => {
    const equipmentId = await aDevice();
    done(await send('corridor.equipment.change', { equipmentId, operational: 'down' }));
    expect((await alerts(`equipment_down:${equipmentId}`)).filter(isOpen)).toHaveLength(1);
    // Who joins now is told of it, if it is shared with them.
    expect(await joining(of.operator.coordinator)).toContain(equipmentId);
    expect(await joining(of.lead.coordinator)).not.toContain(equipmentId);
    done(await send('corridor.equipment.change', { equipmentId, operational: 'working' }));
    expect((await alerts(`equipment_down:${equipmentId}`)).filter(isOpen)).toHaveLength(0);
  });
});

describe('a meter', () => {
  it('never runs backwards, and takes what comes late where it belongs', async () => {
    const equipmentId = await aDevice();
    done(await meter(equipmentId, 100, '2026-11-01T00:00:00Z'));
    done(await meter(equipmentId, 200, '2026-11-10T00:00:00Z'));
    done(await meter(equipmentId, 150, '2026-11-05T00:00:00Z'));
    for (const [value, at] of [[90, '2026-11-12T00:00:00Z'], [160, '2026-11-03T00:00:00Z']] as const) {
      expect((await meter(equipmentId, value, at)).body).toMatchObject({ code: 'meter_went_back' });
    }
    expect((await meter(equipmentId, 300, '2099-01-01T00:00:00Z')).body).toMatchObject({ code: 'invalid_input' });
    expect((await read(equipmentId)).engineHours).toBe(200);
  });
});

describe('a meter that was replaced', () => {
  const plan = async (equipmentId: string): Promise<string> => done(await of.operator.field.send<{ itemId: string }>('corridor.maintenance.plan', { equipmentId, name: 'Oil', everyHours: 500 })).itemId;
  const next = async (equipmentId: string): Promise<number | null> => ((await read(equipmentId)).maintenance as { nextHours: number | null }[])[0]?.nextHours ?? null;
  const replace = (equipmentId: string, engineHours: number, at: string): Promise<Answer> => send('corridor.meter.report', { equipmentId, engineHours, at, replaced: true });

  it('begins anew, leaves of each term what was left of it, and what comes late is held against the meter of its time', async () => {
    const equipmentId = await aDevice();
    const itemId = await plan(equipmentId);
    done(await meter(equipmentId, 400, '2026-11-01T00:00:00Z'));
    expect((await meter(equipmentId, 0, '2026-11-10T00:00:00Z')).body).toMatchObject({ code: 'meter_went_back' });
    done(await replace(equipmentId, 3, '2026-11-10T00:00:00Z'));
    expect([(await read(equipmentId)).engineHours, await next(equipmentId)]).toEqual([3, 103]);
    done(await meter(equipmentId, 390, '2026-10-30T00:00:00Z'));
    expect((await meter(equipmentId, 380, '2026-11-05T00:00:00Z')).body).toMatchObject({ code: 'meter_went_back', details: { value: 390 } });
    expect((await meter(equipmentId, 2, '2026-11-11T00:00:00Z')).body).toMatchObject({ code: 'meter_went_back', details: { value: 3 } });
    done(await meter(equipmentId, 102));
    expect(await told('corridor.maintenance.due.v1', equipmentId)).toBe(0);
    done(await meter(equipmentId, 103));
    expect([await told('corridor.maintenance.due.v1', equipmentId), (await alerts(`maintenance_due:${itemId}`)).filter(isOpen).length]).toEqual([1, 1]);
  });

  it('and was not, as it turns out, gives the terms back, once', async () => {
    const equipmentId = await aDevice();
    await plan(equipmentId);
    done(await meter(equipmentId, 400, '2026-11-01T00:00:00Z'));
    done(await replace(equipmentId, 0, '2026-11-10T00:00:00Z'));
    const [first] = done(await of.operator.field.get<{ data: { id: string; replaced: boolean }[] }>(`/equipment/${equipmentId}/readings`)).data;
    expect([first?.replaced, await next(equipmentId)]).toEqual([true, 100]);
    for (const reason of ['It was the trip meter', 'Once more']) done(await send('corridor.meter.withdraw', { equipmentId, readingId: first?.id, reason }));
    expect([(await read(equipmentId)).engineHours, await next(equipmentId)]).toEqual([400, 500]);
  });
});

describe('a reading that was a slip of the pen', () => {
  interface Reading { id: string; value: number; withdrawnAt: string | null; withdrawnFor: string | null }
  const readings = async (equipmentId: string): Promise<Reading[]> => done(await of.operator.field.get<{ data: Reading[] }>(`/equipment/${equipmentId}/readings`)).data;

  it('is named by the refusal, taken back with what it made due, and stays in the list', async () => {
    const equipmentId = await aDevice();
    const { itemId } = done(await of.operator.field.send<{ itemId: string }>('corridor.maintenance.plan', { equipmentId, name: 'Oil', everyHours: 100 }));
    done(await meter(equipmentId, 50));
    done(await meter(equipmentId, 5_100));
    expect((await alerts(`maintenance_due:${itemId}`)).filter(isOpen)).toHaveLength(1);
    const refused = await meter(equipmentId, 51);
    const { readingId } = refused.body['details'] as { readingId: string };
    expect([refused.body['code'], readingId]).toEqual(['meter_went_back', (await readings(equipmentId))[0]?.id]);
    const withdraw = (reason: string): Promise<Answer> => send('corridor.meter.withdraw', { equipmentId, readingId, reason });
    done(await withdraw('One digit too many'));
    done(await withdraw('Once more'));
    expect([(await read(equipmentId)).engineHours, (await alerts(`maintenance_due:${itemId}`)).filter(isOpen)]).toEqual([50, []]);
    expect((await readings(equipmentId)).map(({ value, withdrawnAt, withdrawnFor }) => [value, withdrawnAt !== null, withdrawnFor])).toEqual([[5_100, true, 'One digit too many'], [50, false, null]]);
    done(await meter(equipmentId, 51));
    done(await meter(equipmentId, 100));
    expect([(await read(equipmentId)).engineHours, await told('corridor.maintenance.due.v1', equipmentId)]).toEqual([100, 2]);
  });

  it('is unknown where it is another device’s', async () => {
    const [mine, other] = [await aDevice(), await aDevice()];
    done(await meter(other, 7));
    const [reading] = await readings(other);
    expect((await send('corridor.meter.withdraw', { equipmentId: mine, readingId: reading?.id, reason: 'Not mine' })).body).toMatchObject({ code: 'reading_unknown' });
    expect((await read(other)).engineHours).toBe(7);
  });

  it('of one meter says nothing of the other, which may have been read later', async () => {
    const equipmentId = await aDevice();
    done(await meter(equipmentId, 10));
    done(await send('corridor.meter.report', { equipmentId, distanceKm: 300, at: new Date(Date.now() - 3_600_000).toISOString() }));
    expect(await read(equipmentId)).toMatchObject({ engineHours: 10, distanceKm: 300 });
  });
});

describe('what falls due of a maintenance plan', () => {
  const plan = async (equipmentId: string, terms: Record<string, unknown>): Promise<string> => done(await of.operator.field.send<{ itemId: string }>('corridor.maintenance.plan', { equipmentId, name: 'Oil', ...terms })).itemId;

  it('by engine hours is told once a term, however often the meter is read', async () => {
    const equipmentId = await aDevice();
    const itemId = await plan(equipmentId, { everyHours: 100 });
    for (const hours of [50, 99.5, 100, 101, 120]) done(await meter(equipmentId, hours));
    expect([await told('corridor.maintenance.due.v1', equipmentId), (await alerts(`maintenance_due:${itemId}`)).map(({ count }) => count)]).toEqual([1, [1]]);
    done(await send('corridor.maintenance.complete', { equipmentId, itemId, engineHours: 121 }));
    expect((await alerts(`maintenance_due:${itemId}`)).filter(isOpen)).toEqual([]);
    expect((await read(equipmentId)).maintenance).toMatchObject([{ nextHours: 221, dueSince: null }]);
    done(await meter(equipmentId, 221));
    expect(await told('corridor.maintenance.due.v1', equipmentId)).toBe(2);
  });

  it('by a day is found by the look when that has begun where the device is, and once by ten looks at once', async () => {
    const unitId = done(await of.operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(of.corridorId, of.operator.institutionId, 'At home'))).unitId;
    const equipmentId = await aDevice(unitId);
    const itemId = await plan(equipmentId, { dueOn: '2099-01-01', everyDays: 30 });
    const [{ nextDay } = { nextDay: null }] = (await read(equipmentId)).maintenance;
    const inKarachi = new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Karachi' });
    expect([inKarachi.format(Date.now() + 30 * 86_400_000), inKarachi.format(Date.now() - 60_000 + 30 * 86_400_000)]).toContain(nextDay);
    await of.hub.database.sql(`UPDATE corridor_maintenance SET next_day = (now() AT TIME ZONE 'Asia/Karachi')::date + 2 WHERE id = $1`, [itemId]);
    const look = of.hub.app.get(WatchMaintenance);
    await look.look();
    expect(await told('corridor.maintenance.due.v1', equipmentId)).toBe(0);
    await of.hub.database.sql(`UPDATE corridor_maintenance SET next_day = (now() AT TIME ZONE 'Asia/Karachi')::date WHERE id = $1`, [itemId]);
    await Promise.all(Array.from({ length: 10 }, () => look.look()));
    expect([await told('corridor.maintenance.due.v1', equipmentId), (await alerts(`maintenance_due:${itemId}`)).length]).toEqual([1, 1]);
  });

  it('ends with the item, and with the use of the device', async () => {
    const equipmentId = await aDevice();
    const [first, second] = [await plan(equipmentId, { dueOn: '2020-01-01' }), await plan(equipmentId, { dueOn: '2020-01-02' })];
    expect((await alerts(`maintenance_due:${first}`)).filter(isOpen)).toHaveLength(1);
    done(await send('corridor.maintenance.drop', { equipmentId, itemId: first }));
    done(await send('corridor.equipment.change', { equipmentId, status: 'inactive' }));
    expect([...(await alerts(`maintenance_due:${first}`)), ...(await alerts(`maintenance_due:${second}`))].filter(isOpen)).toEqual([]);
    expect((await send('corridor.maintenance.drop', { equipmentId, itemId: first })).body).toMatchObject({ code: 'maintenance_unknown' });
    expect((await send('corridor.maintenance.plan', { equipmentId, name: 'Never' })).body).toMatchObject({ code: 'maintenance_without_term' });
  });
});
