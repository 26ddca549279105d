import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Socket } from 'socket.io-client';
import { catalogue } from '#contracts';
import { permissions } from '#realtime';
import { aMeeting, done, settled } from '../council/a-council.js';
import { aReportingHub, aSchedule, ended, type Reporting } from '../reports/a-report.js';
import type { Visitor } from '../support/hub.js';
import { enter } from '../support/people.js';
import { overHttp, overSocket } from './doors.js';
import { all, type Ids, type ReportSection, type Role } from './reports/sections.js';

/** One file beside `sections.ts` for each part of reports. */
const parts = readdirSync(join(import.meta.dirname, 'reports')).filter((file) => file.endsWith('.ts') && file !== 'sections.ts').sort();
const sections = await Promise.all(parts.map(async (file) => ((await import(`./reports/${file.replace('.ts', '.js')}`)) as { section: ReportSection }).section));
const rows = sections.flatMap((section) => Object.entries(section.rows).map(([name, who]): [string, string, ReportSection] => [name, who, section]));

let of: Reporting;
let people: Record<Exclude<Role, 'nobody'>, Visitor>;
let sockets: Record<Exclude<Role, 'nobody'>, Socket>;
let ids: Ids;

beforeAll(async () => {
  of = await aReportingHub(['1', '1']);
  const { secretary: owner, administrator, chair: reader, stranger } = of;
  people = { owner, administrator, reader, stranger };
  sockets = Object.fromEntries(await Promise.all(Object.entries(people).map(async ([role, visitor]) => [role, await visitor.socket()]))) as typeof sockets;
  await aMeeting(of, 'in_session');
  await settled(of.hub);
  const scheduleId = await aSchedule(of, owner, { recipients: [{ to: 'person', personId: reader.personId }] });
  const { runId } = done(await owner.send<{ runId: string }>('reports.run.start', { scheduleId }));
  await ended(of, owner, runId);
  ids = { scheduleId, runId, bodyId: of.bodyId, personId: (await enter(of.hub, administrator)).personId };
}, 120_000);
afterAll(() => of.hub.close());

/** What a role hears, by the table. */
function expected(who: string, role: Role, knows: string): string {
  if (role === 'nobody') return '401 unauthenticated';
  if (who.split(' ').includes(role)) return 'may';
  return knows.split(' ').includes(role) ? '403 forbidden' : '404 not_found';
}

describe('the table of who may do what with reports', () => {
  it('has a row for everything that can be asked of reports, and no other', () => {
    const names = [...catalogue.commands(), ...catalogue.queries()].map(({ name }) => name).filter((name) => name.startsWith('reports.')).sort();
    expect(rows.map(([name]) => name).sort()).toEqual(names);
    expect(sections.flatMap((section) => Object.keys(section.inputs)).sort()).toEqual(names);
    expect(Object.keys(permissions.all()).filter((name) => name.startsWith('reports.')).sort()).toEqual(names);
  });
});

describe('what the doors say to each role about a report', () => {
  it.each(rows)('%s: %s', async (name, who, section) => {
    const told: Record<string, string> = {};
    const meant: Record<string, string> = {};
    for (const role of all) {
      meant[`${role} over HTTP`] = expected(who, role, section.knows);
      told[`${role} over HTTP`] = await overHttp(role === 'nobody' ? of.hub.anybody : people[role], name, section.inputs[name]?.(ids) ?? {});
      if (role === 'nobody') continue;
      meant[`${role} over a socket`] = expected(who, role, section.knows);
      told[`${role} over a socket`] = await overSocket(sockets[role], name, section.inputs[name]?.(ids) ?? {});
    }
    expect(told).toEqual(meant);
  });
});
