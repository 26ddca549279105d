import type { Socket } from 'socket.io-client';
import { systemActor, type Principal } from '#kernel';
import { until } from '../support/until.js';
import { aCorridor, done, settled, type TestCorridor } from './a-corridor.js';
import { aDeployment } from './a-deployment.js';
import { anEncounter, count, DAY, encounters } from './a-report.js';
import { whereabouts } from './whereabouts.js';

let of: TestCorridor;
let deploymentId: string;
beforeAll(async () => {
  of = await aCorridor();
  deploymentId = await aDeployment(of, 'operational');
  done(await of.operator.coordinator.send('corridor.grant.give', { corridorId: of.corridorId, institutionId: of.operator.institutionId, readerInstitutionId: null, dataClass: 'report', purpose: 'coordination' }));
}, 240_000);
afterAll(() => of.hub.close());

interface Restricted { lines: { encounterId: string; day: string; item: number; ageGroup: string; sex: string; note: string | null }[]; counts: { item: number; count: number; version: number }[]; done: boolean }
type Person = TestCorridor['administrator'];

function restricted(visitor: Person, changes: Readonly<Record<string, unknown>> = {}) {
  return visitor.send<Restricted>('corridor.restricted.read', { deploymentId, from: DAY, to: DAY, ...changes });
}

/** Everything that a socket hears. */
async function listener(visitor: Person): Promise<{ socket: Socket; heard: string[] }> {
  const socket = await visitor.socket();
  const heard: string[] = [];
  socket.onAny((...message: unknown[]) => void heard.push(JSON.stringify(message)));
  for (const stream of [of.stream, `deployment:${deploymentId}`]) heard.push(JSON.stringify(await socket.emitWithAck('stream.subscribe', { stream })));
  return { socket, heard };
}

describe('starred items', () => {
  const violence = anEncounter({ items: [49, 50, 9], sex: 'female_not_pregnant', lineNote: 'canary-line-note: she asks to be met by a woman' });

  it('stand in a list that the named role of the operator or the host reads, and nobody else', async () => {
    expect(await count(of.operator.field, deploymentId, [violence, ...encounters(3)])).toEqual(['counted', 'counted', 'counted', 'counted']);
    for (const { protection } of [of.operator, of.host]) {
      const { lines, done: whole } = done(await restricted(protection));
      expect(lines.map(({ item, ageGroup, sex, note }) => [item, ageGroup, sex, note?.startsWith('canary-line-note')])).toEqual([[49, 'age_18_64', 'female_not_pregnant', true], [50, 'age_18_64', 'female_not_pregnant', true]]);
      expect(whole).toBe(true);
    }
    for (const visitor of [of.administrator, of.operator.coordinator, of.operator.field, of.operator.affiliate, of.host.coordinator, of.lead.coordinator, of.lead.protection]) {
      expect((await restricted(visitor)).status).toBe(403);
    }
    expect((await restricted(of.stranger)).status).toBe(404);
  });

  it('are not shown by the database itself to anybody without that post, whatever was granted to them', async () => {
    const rows = async (person: Person | null, institutionIds: readonly string[], roles: Principal['roles'] = []): Promise<number> => {
      const actor = person === null ? systemActor('alerts') : { ...systemActor(''), actor: `person:${person.personId}`, personId: person.personId, institutionIds, roles };
      const [found] = await of.hub.database.asApp<{ many: number }>(actor, [deploymentId], 'SELECT (SELECT count(*) FROM corridor_restricted_line)::int + (SELECT count(*) FROM corridor_restricted_count)::int AS many');
      return found?.many ?? -1;
    };
    expect(await rows(of.operator.protection, [of.operator.institutionId])).toBe(2);
    expect(await rows(of.administrator, [of.operator.institutionId], ['administrator'])).toBe(0);
    expect(await rows(of.operator.coordinator, [of.operator.institutionId])).toBe(0);
    expect(await rows(of.lead.protection, [of.lead.institutionId])).toBe(0);
    expect(await rows(null, [])).toBe(0);
  });

  it('leave a line in the audit trail each time they are read', async () => {
    const reads = async (): Promise<{ actor: string; outcome: string }[]> =>
      done(await of.administrator.get<{ data: { actor: string; outcome: string; action: string }[] }>(`/audit?objectId=${deploymentId}&limit=250`)).data.filter(({ action }) => action === 'corridor.restricted.read');
    const before = (await reads()).length;
    done(await restricted(of.host.protection));
    done(await restricted(of.host.protection));
    const after = await reads();
    expect([after.length - before, after[0]?.actor]).toEqual([2, `person:${of.host.protection.personId}`]);
  });

  it('end for whoever loses the post, at once', async () => {
    const { host, administrator, corridorId } = of;
    const post = { corridorId, institutionId: host.institutionId, personId: host.protection.personId, post: 'protection' };
    done(await administrator.send('corridor.post.relieve', post));
    expect((await restricted(host.protection)).status).toBe(403);
    done(await administrator.send('corridor.post.assign', post));
    expect((await restricted(host.protection)).status).toBe(200);
  });

  it('follow a correction, and leave with an encounter that is withdrawn', async () => {
    const one = anEncounter({ at: '2024-11-13T04:00:00.000Z', items: [28], ageGroup: 'age_1_4', sex: 'male' });
    const items = async (): Promise<number[]> => done(await restricted(of.operator.protection, { from: '2024-11-13', to: '2024-11-13' })).lines.map(({ item }) => item);
    await count(of.operator.field, deploymentId, [one]);
    expect(await items()).toEqual([28]);
    done(await of.operator.field.send('corridor.tally.correct', { deploymentId, encounter: { ...one, items: [42] } }));
    expect(await items()).toEqual([42]);
    done(await of.operator.field.send('corridor.tally.withdraw', { deploymentId, encounterId: one['encounterId'] }));
    expect(await items()).toEqual([]);
  });

  it('go the same way when a report is entered by hand', async () => {
    const cells = [{ item: 0, column: 'all', count: 20 }, { item: 9, column: 'all', count: 8 }, { item: 47, column: 'all', count: 2 }, { item: 31, column: 'five_over', count: 1 }];
    const submitted = done(await of.operator.field.send<{ version: number }>('corridor.report.submit', { deploymentId, day: '2024-11-12', source: 'hand', cells }));
    const { cells: shown } = done(await of.operator.coordinator.get<{ cells: { item: number }[] }>(`/deployments/${deploymentId}/reports/2024-11-12`));
    expect(shown.filter(({ item }) => item === 47 || item === 31)).toEqual([]);
    const kept = await of.hub.database.sql<{ counts: object }>('SELECT counts FROM corridor_report WHERE deployment_id = $1 AND day = $2', [deploymentId, '2024-11-12']);
    expect(Object.keys(kept[0]?.counts ?? {}).sort()).toEqual(['0/all', '9/all']);
    const { counts } = done(await restricted(of.operator.protection, { from: '2024-11-12', to: '2024-11-12' }));
    expect(counts.map(({ item, count: many, version }) => [item, many, version])).toEqual([[31, 1, submitted.version], [47, 2, submitted.version]]);
  });

  it('are found nowhere else: not in frames, feeds, streams, tables, journal, metrics or files', async () => {
    const visitors = [of.operator.coordinator, of.operator.field, of.host.coordinator, of.lead.coordinator, of.administrator, of.operator.protection];
    const lines = await Promise.all(visitors.map(listener));
    const one = anEncounter({ at: '2024-11-16T05:00:00.000Z', items: [48, 10], lineNote: 'canary-line-note: another' });
    await count(of.operator.field, deploymentId, [one]);
    done(await of.operator.field.send('corridor.tally.correct', { deploymentId, encounter: { ...one, lineNote: 'canary-line-note: and corrected' } }));
    done(await of.operator.field.send('corridor.report.submit', { deploymentId, day: '2024-11-16', source: 'tally' }));
    // Refused, and the words with it.
    expect((await of.operator.field.send('corridor.tally.add', { deploymentId, encounters: [{ ...one, items: [10] }] })).status).toBe(400);
    // From the field, and not accepted: kept until it is settled, but for these words.
    const offline = anEncounter({ items: [47], lineNote: 'canary-line-note: offline' });
    const brought = { clientId: 'tablet-1', counter: 1, at: '2024-11-16T06:00:00Z', command: 'corridor.tally.correct', input: { deploymentId, encounter: offline } };
    expect(done(await of.operator.field.send<{ results: { status: string; code: string }[] }>('corridor.field.submit', { deploymentId, operations: [brought] })).results).toMatchObject([{ status: 'rejected', code: 'encounter_unknown' }]);
    const { data: [waiting] } = done(await of.operator.coordinator.get<{ data: { sent: object }[] }>(`/deployments/${deploymentId}/operations`));
    expect(waiting?.sent).toEqual({ deploymentId, encounterIds: [offline['encounterId']] });
    // An answer that is given again under its id: the hub must not have kept it.
    done(await of.operator.protection.send('corridor.restricted.read', { deploymentId, from: '2024-11-16', to: '2024-11-16' }, 'restricted-once'));
    await settled(of.hub);
    await until(() => lines.every(({ heard }) => heard.some((message) => message.includes('corridor.report.submitted.v1'))));

    expect(lines.flatMap(({ heard }) => heard.filter((message) => message.includes('canary')))).toEqual([]);
    // That there is something to read the named role hears alone.
    expect(lines.map(({ heard }) => heard.some((message) => message.includes('corridor.restricted.noted.v1')))).toEqual([false, false, false, false, false, true]);
    for (const { socket } of lines) socket.close();
    expect(await whereabouts(of.hub, 'canary-line-note')).toEqual(['corridor_restricted_line']);

    const paths = [`/streams/${of.stream}/events?after=earliest&limit=250`, `/streams/deployment:${deploymentId}/events?after=earliest&limit=250`, `/corridors/${of.corridorId}/reports?from=2024-11-01&to=2024-11-20`,
      `/corridors/${of.corridorId}/report-sums?from=2024-11-01&to=2024-11-20`, `/deployments/${deploymentId}/tallies/${DAY}`, `/deployments/${deploymentId}/reports/2024-11-16`, `/deployments/${deploymentId}/reports/2024-11-16/versions`];
    const answers = await Promise.all(visitors.flatMap((visitor) => [...paths.map((path) => visitor.get(path).then(({ body }) => JSON.stringify(body))),
      fetch(`${of.hub.url}/api/v1/corridors/${of.corridorId}/reports.csv?from=2024-11-01&to=2024-11-20`, { headers: { authorization: `Bearer ${visitor.token}` } }).then((answer) => answer.text())]));
    expect(answers.filter((text) => text.includes('canary'))).toEqual([]);
    const starred = answers.filter((text) => /"item":(28|31|42|43|47|48|49|50)[,}]/.test(text) || /,(28|31|42|43|47|48|49|50),[a-z_]+,[^,]+,(all|under_5|five_over),/.test(text));
    expect(starred).toEqual([]);
  });
});
