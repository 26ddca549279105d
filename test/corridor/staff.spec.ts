import { CredentialTimers, RemindCredential } from '#corridor';
import { enter, type Someone } from '../support/people.js';
import { until } from '../support/until.js';
import { aCorridor, aUnit, done, settled, type TestCorridor } from './a-corridor.js';
import { whereabouts } from './whereabouts.js';

let of: TestCorridor;
let nurse: Someone;
beforeAll(async () => {
  of = await aCorridor();
  nurse = await enter(of.hub, of.administrator, { name: 'Nurse', institutionId: of.operator.institutionId });
}, 120_000);
afterAll(() => of.hub.close());

const DAY = 86_400_000;
/** The calendar day where the host is, so many days from now. */
const hostDay = (days: number): string => new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Shanghai' }).format(Date.now() + days * DAY);
const people = async (count: number): Promise<Someone[]> => Promise.all(Array.from({ length: count }, () => enter(of.hub, of.administrator, { institutionId: of.operator.institutionId })));

describe('staff on site', () => {
  const assign = (input: Record<string, unknown>): ReturnType<typeof nurse.send<{ assignmentId: string }>> =>
    of.operator.field.send<{ assignmentId: string }>('corridor.staff.assign', { unitId: of.unitId, personId: nurse.personId, role: 'nurse', from: '2026-01-01T00:00:00Z', ...input });

  it('is at one place at a time, also when ten places ask at once, and may follow on without a gap', async () => {
    const units = await Promise.all(Array.from({ length: 10 }, async (_, at) =>
      done(await of.operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(of.corridorId, of.operator.institutionId, `Wants a nurse ${at}`))).unitId));
    const replies = await Promise.all(units.map((unitId) => assign({ unitId, until: '2026-02-01T00:00:00Z' })));
    expect(replies.map(({ status, body }) => (status === 200 ? 'assigned' : (body as { code?: string }).code)).sort()).toEqual(['assigned', ...Array.from({ length: 9 }, () => 'person_elsewhere')]);
    done(await assign({ from: '2026-02-01T00:00:00Z' }));
    expect((await assign({ from: '2026-03-01T00:00:00Z', until: '2026-02-01T00:00:00Z' })).status).toBe(400);
  });

  it('is listed by name and counted by role beside what is declared and what the board says, each with its own time', async () => {
    const { operator, corridorId, unitId } = of;
    const asOf = new Date(Date.now() - 60_000).toISOString();
    done(await operator.field.send('corridor.board.report', { unitId, readings: [{ field: 'staff.nurse', value: 7, asOf }] }));
    const listed = done(await operator.field.get<{ data: { id: string; personId: string }[] }>(`/corridors/${corridorId}/staff?holderId=${unitId}`)).data;
    expect(listed.map(({ personId }) => personId)).toEqual([nurse.personId]);
    const roles = async (who: Someone): Promise<unknown> =>
      done(await who.get<{ data: { holderId: string; roles: unknown[] }[] }>(`/corridors/${corridorId}/staff/counts?limit=250`)).data.find(({ holderId }) => holderId === unitId)?.roles;
    expect(await roles(operator.field)).toEqual([
      { role: 'doctor', declared: 4, assigned: 0, present: null }, { role: 'nurse', declared: 12, assigned: 1, present: { count: 7, asOf } },
    ]);
    // Nothing of it is shared with the lead, who does not learn that there is any.
    expect(await roles(of.lead.coordinator)).toBeUndefined();
    expect(done(await of.lead.coordinator.get<{ data: unknown[] }>(`/corridors/${corridorId}/staff`)).data).toEqual([]);
    done(await operator.field.send('corridor.staff.relieve', { unitId, assignmentId: listed[0]?.id }));
    expect((await operator.field.send('corridor.staff.relieve', { unitId, assignmentId: listed[0]?.id })).body).toMatchObject({ code: 'assignment_ended' });
    expect(done(await operator.field.get<{ data: unknown[] }>(`/corridors/${corridorId}/staff?holderId=${unitId}`)).data).toEqual([]);
  });
});

describe('the licence of a visiting clinician', () => {
  const CANARY = 'CANARY-licence-PMDC-48151';
  const enterLicence = async (personId: string, validUntil: string, more: Record<string, unknown> = {}): Promise<string> => done(await of.operator.coordinator.send<{ credentialId: string }>('corridor.credential.enter', {
    corridorId: of.corridorId, institutionId: of.operator.institutionId, personId, profession: 'surgeon', hostCountry: 'CN', validFrom: '2026-01-01', validUntil,
    issuer: 'Medical Council', issuerCountry: 'PK', licenceNumber: CANARY, ...more,
  })).credentialId;
  const verify = (credentialId: string): ReturnType<typeof nurse.send> => of.host.coordinator.send('corridor.credential.verify', { credentialId });
  const mayWork = async (search = ''): Promise<string[]> =>
    done(await of.host.coordinator.get<{ data: { credentialId: string }[] }>(`/corridors/${of.corridorId}/licensed/CN?limit=250${search}`)).data.map(({ credentialId }) => credentialId);

  it('is accepted by the authority of the host country alone, and counts from its first day to the end of its last there', async () => {
    const [person] = await people(1);
    const credentialId = await enterLicence(person?.personId ?? '', '2030-06-30');
    expect(await mayWork()).not.toContain(credentialId);
    for (const other of [of.operator.coordinator, of.administrator]) expect((await other.send('corridor.credential.verify', { credentialId })).status).toBe(403);
    done(await verify(credentialId));
    expect(await mayWork()).toContain(credentialId);
    // Midnight in Shanghai is 16:00 UTC of the day before.
    const at = async (instant: string): Promise<boolean> => (await mayWork(`&at=${instant}`)).includes(credentialId);
    expect([await at('2025-12-31T15:59:59Z'), await at('2025-12-31T16:00:00Z'), await at('2030-06-30T15:59:59Z'), await at('2030-06-30T16:00:00Z')]).toEqual([false, true, true, false]);
    done(await of.operator.coordinator.send('corridor.credential.revoke', { credentialId, reason: 'Left the service' }));
    expect(await mayWork()).not.toContain(credentialId);
    expect((await verify(credentialId)).body).toMatchObject({ code: 'credential_state' });
  });

  it('is decided once by twenty who decide at once', async () => {
    const [person] = await people(1);
    const credentialId = await enterLicence(person?.personId ?? '', '2030-06-30');
    const replies = await Promise.all(Array.from({ length: 20 }, (_, at) => of.host.coordinator.send(`corridor.credential.${at % 2 === 0 ? 'verify' : 'refuse'}`, { credentialId })));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('has a number that is sealed, shown to those who check it, and found nowhere else', async () => {
    const [person] = await people(1);
    const credentialId = await enterLicence(person?.personId ?? '', '2031-06-30');
    for (const [at, reader] of [of.operator.coordinator, of.host.coordinator].entries()) {
      expect(done(await reader.send<{ licenceNumber: string }>('corridor.licence.reveal', { credentialId }, `reveal-${at}`)).licenceNumber).toBe(CANARY);
    }
    expect(await whereabouts(of.hub, CANARY)).toEqual([]);
    const noted = await of.hub.database.sql(`SELECT FROM identity_audit WHERE action = 'corridor.licence.reveal' AND object_id = $1`, [credentialId]);
    expect(noted).toHaveLength(2);
    for (const other of [of.administrator, of.operator.field, of.host.field]) expect((await other.send('corridor.licence.reveal', { credentialId })).status).toBe(403);
    for (const other of [of.lead.coordinator, of.stranger]) expect((await other.send('corridor.licence.reveal', { credentialId })).status).toBe(404);
    expect(JSON.stringify((await of.operator.coordinator.get(`/credentials/${credentialId}`)).body)).not.toContain(CANARY);
  });

  it('is refused where the field or the host is wrong, or the last day is over', async () => {
    const send = (more: Record<string, unknown>): ReturnType<typeof nurse.send> => of.operator.coordinator.send('corridor.credential.enter', {
      corridorId: of.corridorId, institutionId: of.operator.institutionId, personId: nurse.personId, profession: 'nurse', hostCountry: 'CN', validFrom: '2026-01-01', validUntil: '2030-01-01',
      issuer: 'Nursing Council', issuerCountry: 'PK', licenceNumber: CANARY, ...more,
    });
    expect(JSON.stringify((await send({ validUntil: '2025-01-01' })).body)).toContain('/validUntil');
    expect(JSON.stringify((await send({ hostCountry: 'UK' })).body)).toContain('/hostCountry');
    expect((await send({ hostCountry: 'RO' })).body).toMatchObject({ code: 'not_a_member' });
    expect((await send({ validFrom: '2020-01-01', validUntil: '2020-12-31' })).body).toMatchObject({ code: 'credential_run_out' });
    expect((await send({})).status).toBe(200);
    expect((await send({})).body).toMatchObject({ code: 'credential_known' });
  });

  describe('that ends', () => {
    const told = async (credentialId: string): Promise<{ days: number }[]> =>
      of.hub.database.sql('SELECT days FROM corridor_credential_notice WHERE credential_id = $1 AND told_at IS NOT NULL ORDER BY days DESC', [credentialId]);
    const alerts = (credentialId: string): Promise<{ state: string; severity: string; count: number }[]> =>
      of.hub.database.sql('SELECT state, severity, count FROM corridor_alert WHERE key = $1 ORDER BY id', [`credential_expiring:${credentialId}`]);

    it('is told by a timer when it is accepted late, once, and worse with each further notice, however often the timer fires', async () => {
      const [person] = await people(1);
      const credentialId = await enterLicence(person?.personId ?? '', hostDay(20));
      done(await verify(credentialId));
      await until(async () => (await told(credentialId)).length === 1);
      expect([await told(credentialId), (await alerts(credentialId)).map(({ severity }) => severity)]).toEqual([[{ days: 30 }], ['moderate']]);
      await of.hub.database.sql(`UPDATE corridor_credential_notice SET due_at = now() - interval '1 ms' WHERE credential_id = $1 AND days = 7`, [credentialId]);
      // The look finds what the job store has lost; twenty more jobs for the one notice tell it no second time.
      await of.hub.app.get(CredentialTimers).look();
      await until(async () => (await told(credentialId)).length === 2);
      const remind = of.hub.app.get(RemindCredential);
      await Promise.all(Array.from({ length: 20 }, () => remind.run({ credentialId, days: 7, version: 2 })));
      expect((await alerts(credentialId)).map(({ severity, count }) => [severity, count])).toEqual([['severe', 2]]);
      // A timer of an earlier version does nothing.
      await of.hub.database.sql(`UPDATE corridor_credential_notice SET due_at = now() - interval '1 ms' WHERE credential_id = $1 AND days = 0`, [credentialId]);
      await remind.run({ credentialId, days: 0, version: 1 });
      expect(await told(credentialId)).toHaveLength(2);
    });

    it('is not told when it was taken back, or a later term has been accepted', async () => {
      const [one, other] = await people(2);
      const [revoked, replaced] = [await enterLicence(one?.personId ?? '', hostDay(200)), await enterLicence(other?.personId ?? '', hostDay(200))];
      for (const credentialId of [revoked, replaced]) done(await verify(credentialId));
      await settled(of.hub);
      done(await of.host.coordinator.send('corridor.credential.revoke', { credentialId: revoked }));
      done(await verify(await enterLicence(other?.personId ?? '', hostDay(500))));
      await of.hub.database.sql(`UPDATE corridor_credential_notice SET due_at = now() - interval '1 ms' WHERE credential_id = ANY ($1) AND days = 90`, [[revoked, replaced]]);
      await of.hub.app.get(CredentialTimers).look();
      // The replaced one is looked at and told to nobody; the revoked one is not even looked at.
      await until(async () => (await told(replaced)).length === 1);
      expect([await told(revoked), await alerts(revoked), await alerts(replaced)]).toEqual([[], [], []]);
    });
  });
});
