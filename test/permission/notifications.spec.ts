import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Socket } from 'socket.io-client';
import { catalogue } from '#contracts';
import { Projections } from '#log';
import { permissions } from '#realtime';
import { done } from '../council/a-council.js';
import { inboxOf } from '../notifications/inbox-of.js';
import { startHub, type TestHub, type Visitor } from '../support/hub.js';
import { claim, enter } from '../support/people.js';
import { overHttp, overSocket } from './doors.js';
import { all, type Ids, type NotificationSection, type Role } from './notifications/sections.js';

/** One file beside `sections.ts` for each part of notifications. */
const parts = readdirSync(join(import.meta.dirname, 'notifications')).filter((file) => file.endsWith('.ts') && file !== 'sections.ts').sort();
const sections = await Promise.all(parts.map(async (file) => ((await import(`./notifications/${file.replace('.ts', '.js')}`)) as { section: NotificationSection }).section));
const rows = sections.flatMap((section) => Object.entries(section.rows).map(([name, who]): [string, string, NotificationSection] => [name, who, section]));

let hub: TestHub;
let people: Record<Exclude<Role, 'nobody'>, Visitor>;
let sockets: Record<Exclude<Role, 'nobody'>, Socket>;
let ids: Ids;

beforeAll(async () => {
  hub = await startHub({ HUB_RATE_PER_SECOND: '10000', HUB_RATE_BURST: '100000' });
  const administrator = await claim(hub);
  const [owner, stranger, bystander] = [await enter(hub, administrator), await enter(hub, administrator), await enter(hub, administrator)];
  people = { administrator, owner, stranger };
  sockets = Object.fromEntries(await Promise.all(Object.entries(people).map(async ([role, visitor]) => [role, await visitor.socket()]))) as typeof sockets;
  const { institutionId } = done(await administrator.send<{ institutionId: string }>('alliance.institution.register', { name: 'Gwadar General Hospital', countryCode: 'PK', zone: 'Asia/Karachi' }));
  done(await administrator.send('identity.role.grant', { personId: owner.personId, role: 'coordinator' }));
  await hub.app.get(Projections).settled();
  const [entry] = await inboxOf(owner);
  const [message] = await hub.database.sql<{ id: string }>('SELECT id FROM notification_message WHERE person_id = $1', [owner.personId]);
  ids = { noticeId: entry?.noticeId ?? '', entryId: entry?.entryId ?? '', messageId: message?.id ?? '', personId: bystander.personId, institutionId };
}, 120_000);
afterAll(() => hub.close());

/** What a role hears, by the table. */
function expected(who: string, role: Role, knows: string): string {
  if (role === 'nobody') return '401 unauthenticated';
  if (who.split(' ').includes(role)) return 'may';
  return knows.split(' ').includes(role) ? '403 forbidden' : '404 not_found';
}

describe('the table of who may do what with notifications', () => {
  it('has a row for everything that can be asked of notifications, and no other', () => {
    const names = [...catalogue.commands(), ...catalogue.queries()].map(({ name }) => name).filter((name) => name.startsWith('notifications.')).sort();
    expect(rows.map(([name]) => name).sort()).toEqual(names);
    expect(sections.flatMap((section) => Object.keys(section.inputs)).sort()).toEqual(names);
    expect(Object.keys(permissions.all()).filter((name) => name.startsWith('notifications.')).sort()).toEqual(names);
  });
});

describe('what the doors say to each role about notifications', () => {
  it.each(rows)('%s: %s', async (name, who, section) => {
    const told: Record<string, string> = {};
    const meant: Record<string, string> = {};
    for (const role of all) {
      meant[`${role} over HTTP`] = expected(who, role, section.knows);
      told[`${role} over HTTP`] = await overHttp(role === 'nobody' ? hub.anybody : people[role], name, section.inputs[name]?.(ids) ?? {});
      if (role === 'nobody') continue;
      meant[`${role} over a socket`] = expected(who, role, section.knows);
      told[`${role} over a socket`] = await overSocket(sockets[role], name, section.inputs[name]?.(ids) ?? {});
    }
    expect(told).toEqual(meant);
  });
});
