import type { Socket } from 'socket.io-client';
import { catalogue } from '#contracts';
import { newId } from '#kernel';
import { permissions } from '#realtime';
import { aMeeting, aPoll, done, foundCouncil, settled, type Council } from '../council/a-council.js';
import type { Reply, Visitor } from '../support/hub.js';
import { enter, type Someone } from '../support/people.js';
import { overHttp, overSocket } from './doors.js';
import { all, inputs, sections, type Ids, type Role, type Section } from './who-may.js';

/** The scopes of a key that may read everything and change nothing. */
const READ = ['hub:read', 'identity:read', 'alliance:read', 'council:read', 'events:read', 'streams:read'];

let of: Council;
let people: Record<Exclude<Role, 'nobody'>, Visitor>;
let tokens: Record<Role, string>;
let sockets: Record<Exclude<Role, 'nobody'>, Socket>;
let own: Ids;
/** A meeting of another body, of which only administrators and its own people know. */
let foreign: Ids;

beforeAll(async () => {
  of = await foundCouncil(['1', '1']);
  const { hub, administrator, chair, bodyId, seats: [seat, neighbour] } = of;
  if (seat === undefined || neighbour === undefined) throw new Error('the council has no seats');
  const [observer, elsewhere, bystander] = [await enter(hub, administrator), await enter(hub, administrator), await enter(hub, administrator)];
  const meetingId = await aMeeting(of, 'in_session');
  done(await chair.send('council.observer.admit', { meetingId, personId: observer.personId }));
  const { key } = done(await chair.send<{ key: string }>('identity.key.create', { name: 'reader', scopes: READ }));
  const signedIn = { administrator, chair, secretary: of.secretary, delegate: seat.delegate, alternate: seat.alternate, interpreter: of.interpreter, observer, stranger: of.stranger };
  people = { ...signedIn, key: hub.as(key) };
  tokens = { ...(Object.fromEntries(Object.entries(signedIn).map(([role, { token }]) => [role, token])) as Record<keyof typeof signedIn, string>), key, nobody: '' };
  sockets = Object.fromEntries(await Promise.all(Object.entries(people).map(async ([role, visitor]) => [role, await visitor.socket()]))) as typeof sockets;
  own = { ...(await spares(bystander)), chairId: chair.personId, meetingId, bodyId, pollId: await aPoll(of, meetingId), seatId: neighbour.seatId };
  foreign = { ...own, ...(await aMeetingElsewhere(elsewhere)) };
}, 240_000);
afterAll(() => of.hub.close());

/** Things that may come to harm. */
async function spares(bystander: Someone): Promise<Omit<Ids, 'chairId' | 'meetingId' | 'bodyId' | 'pollId' | 'seatId'>> {
  const { administrator } = of;
  const { institutionId } = done(await administrator.send<{ institutionId: string }>('alliance.institution.register', { name: 'Spare', countryCode: 'KZ', zone: 'UTC' }));
  const { invitationId } = done(await administrator.send<{ invitationId: string }>('identity.person.invite', { name: 'Spare', email: 'spare@example.org' }));
  const { keyId } = done(await bystander.send<{ keyId: string }>('identity.key.create', { name: 'spare', scopes: READ }));
  done(await administrator.send('identity.role.grant', { personId: bystander.personId, role: 'integrator' }));
  const { subscriptionId } = done(await bystander.send<{ subscriptionId: string }>('events.subscription.create', { name: 'spare', url: 'https://hooks.example.org/hub' }));
  const consumers: string[] = [];
  for (let n = 0; n <= 2 * all.length; n += 1) consumers.push(done(await bystander.send<{ consumerId: string }>('events.consumer.create', { name: `spare-${n}` })).consumerId);
  const { data: [event] } = done(await administrator.get<{ data: { id: string }[] }>('/feed/events?after=earliest&limit=1'));
  return { eventId: event?.id ?? '', subscriptionId, consumerId: consumers.pop() ?? '', spareConsumerIds: consumers, personId: bystander.personId, sessionId: bystander.sessionId, keyId, institutionId, invitationId };
}

async function aMeetingElsewhere(chair: Someone): Promise<Pick<Ids, 'meetingId' | 'bodyId' | 'pollId'>> {
  const { administrator, hub } = of;
  const rules = inputs['alliance.body.establish']?.(own)['rules'];
  const { bodyId } = done(await administrator.send<{ bodyId: string }>('alliance.body.establish', { name: 'Committee', kind: 'committee', rules }));
  done(await administrator.send('alliance.office.appoint', { bodyId, personId: chair.personId, office: 'chair' }));
  await settled(hub);
  const { meetingId } = done(await chair.send<{ meetingId: string }>('council.meeting.draft', { bodyId, title: 'Elsewhere', zone: 'UTC', start: '2027-01-01T09:00' }));
  done(await chair.send('council.meeting.convene', { meetingId }));
  return { meetingId, bodyId, pollId: newId() };
}

const rows = sections.flatMap((section) => Object.entries(section.rows).map(([name, who]): [string, string, Section] => [name, who, section]));

describe('the table of who may do what', () => {
  it('has a row for everything that the hub can be asked, and says what the hub says', () => {
    // Corridors, notifications and reports have tables of their own, with people of their own: corridor.spec.ts and its neighbours.
    const elsewhere = (name: string): boolean => /^(corridor|notifications|reports)\./.test(name);
    const names = [...catalogue.commands(), ...catalogue.queries()].map(({ name }) => name).filter((name) => !elsewhere(name)).sort();
    expect(rows.map(([name]) => name).sort()).toEqual(names);
    expect(Object.keys(inputs).sort()).toEqual(names);
    expect(Object.keys(permissions.all()).filter((name) => !elsewhere(name)).sort()).toEqual(names);
  });
});

describe('the seat of another institution', () => {
  it.each([
    ['council.attendance.check_in', { mode: 'online' }, 'not_of_seat'],
    ['council.attendance.check_out', {}, 'not_acting'],
    ['council.attendance.hand_over', { mode: 'hall' }, 'not_acting'],
    ['council.ballot.cast', { choice: 'yes' }, 'not_acting'],
    ['council.floor.request', { kind: 'speech' }, 'not_acting'],
  ])('is out of reach of %s by a delegate, at both doors', async (name, more, code) => {
    const meetingId = await aMeeting(of, 'in_session');
    const pollId = name === 'council.ballot.cast' ? await aPoll(of, meetingId) : undefined;
    const [seat, neighbour] = of.seats;
    const person = name === 'council.attendance.hand_over' ? { personId: seat?.alternate.personId } : {};
    const input = { meetingId, ...(pollId === undefined ? {} : { pollId }), seatId: neighbour?.seatId, ...person, ...more };
    const reply = (await sockets.delegate.emitWithAck(name, input)) as Reply;
    expect([(await people.delegate.send(name, input)).body['code'], reply.ok ? 'ok' : reply.error.code]).toEqual([code, code]);
  });
});

/** What a role hears, by the table. */
function expected(name: string, who: string, role: Role, knows: string): string {
  if (role === 'nobody') return '401 unauthenticated';
  const writes = catalogue.get(name)?.kind === 'command';
  const may = role === 'key' ? !writes && who.split(' ').includes('chair') : who.split(' ').includes(role);
  if (may) return 'may';
  return knows.split(' ').includes(role) ? '403 forbidden' : '404 not_found';
}

/** What every role hears at both doors. */
async function heard(name: string, ids: Ids): Promise<Record<string, string>> {
  const told: Record<string, string> = {};
  for (const role of all) {
    const input = inputs[name]?.(ids) ?? {};
    told[`${role} over HTTP`] = await overHttp(role === 'nobody' ? of.hub.anybody : people[role], name, input);
    if (role !== 'nobody') told[`${role} over a socket`] = await overSocket(sockets[role], name, inputs[name]?.(ids) ?? {});
  }
  return told;
}

function table(name: string, who: string, knows: string): Record<string, string> {
  return Object.fromEntries(all.flatMap((role) => {
    const answer = expected(name, who, role, knows);
    return [[`${role} over HTTP`, answer], ...(role === 'nobody' ? [] : [[`${role} over a socket`, answer]])];
  })) as Record<string, string>;
}

describe('what the doors say to each role', () => {
  it.each(rows)('%s: %s', async (name, who, section) => {
    expect(await heard(name, own)).toEqual(table(name, who, section.knows));
  });

  it.each(rows.filter(([, , section]) => section.abroad !== undefined))('%s of another body’s meeting', async (name, who, section) => {
    const administratorsAlone = who.split(' ').filter((role) => role === 'administrator').join(' ');
    expect(await heard(name, foreign)).toEqual(table(name, administratorsAlone, section.abroad ?? ''));
  });

  it('refuse every socket behind which nobody stands', async () => {
    await expect(of.hub.anybody.socket()).rejects.toMatchObject({ data: { code: 'unauthenticated' } });
  });
});

describe('streams', () => {
  const members = ['administrator', 'chair', 'secretary', 'delegate', 'alternate', 'interpreter', 'key'];
  const audience = [...members, 'observer'];

  /** What a door of a stream shows: the types of the events, or the refusal. */
  async function shown(role: Role, stream: string): Promise<Record<string, string[] | string>> {
    const visitor = role === 'nobody' ? of.hub.anybody : people[role];
    const pulled = await visitor.get<{ data?: { type: string; stream: string }[]; code?: string }>(`/streams/${stream}/events?after=earliest&limit=1000`);
    const feed = await allOfFeed(visitor);
    const live = await firstOf(tokens[role], `/streams/${stream}/events`);
    const subscribed = role === 'nobody' ? 'unauthenticated' : await subscribe(sockets[role], stream);
    return {
      pull: pulled.body.data?.map(({ type }) => type) ?? String(pulled.body.code), live, subscribed,
      feed: feed === null ? 'unauthenticated' : feed.filter((event) => event.stream === stream).map(({ type }) => type),
    };
  }

  async function allOfFeed(visitor: Visitor): Promise<{ type: string; stream: string }[] | null> {
    const events: { type: string; stream: string }[] = [];
    for (let [after, done] = ['earliest', false]; !done;) {
      const { status, body } = await visitor.get<{ data: { type: string; stream: string }[]; iterator: string; done: boolean }>(`/feed/events?after=${after}&limit=1000`);
      if (status !== 200) return null;
      events.push(...body.data);
      [after, done] = [body.iterator, body.done];
    }
    return events;
  }

  async function firstOf(token: string, path: string): Promise<string> {
    const stop = new AbortController();
    const answer = await fetch(`${of.hub.url}/api/v1${path}`, { headers: { accept: 'text/event-stream', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) }, signal: stop.signal });
    if (answer.status !== 200) return String(((await answer.json()) as { code: string }).code);
    stop.abort();
    return 'open';
  }

  async function subscribe(socket: Socket, stream: string): Promise<string> {
    const reply = (await socket.emitWithAck('stream.subscribe', { stream })) as Reply;
    if (reply.ok) await socket.emitWithAck('stream.unsubscribe', { stream });
    return reply.ok ? 'open' : reply.error.code;
  }

  it.each(all)('show %s of a meeting what is theirs, by every door alike', async (role) => {
    const { pull, feed, live, subscribed } = await shown(role, `meeting:${own.meetingId}`);
    const refusal = role === 'nobody' ? 'unauthenticated' : 'stream_unknown';
    const isAudience = audience.includes(role);
    expect([live, subscribed]).toEqual(isAudience ? ['open', 'open'] : [refusal, refusal]);
    expect(feed).toEqual(isAudience ? pull : role === 'nobody' ? refusal : []);
    expect(isAudience || pull === refusal).toBe(true);
    expect(pull.includes('council.meeting.moved.v1')).toBe(isAudience);
    // Who may observe is told to members alone.
    expect(pull.includes('council.observer.admitted.v1')).toBe(members.includes(role));
  });

  it.each(all)('show %s of a meeting elsewhere nothing, but for administrators', async (role) => {
    const { pull, feed, live, subscribed } = await shown(role, `meeting:${foreign.meetingId}`);
    const refusal = role === 'nobody' ? 'unauthenticated' : 'stream_unknown';
    const isAdministrator = role === 'administrator';
    expect([live, subscribed]).toEqual(isAdministrator ? ['open', 'open'] : [refusal, refusal]);
    expect(pull === refusal).toBe(!isAdministrator);
    expect(feed).toEqual(isAdministrator ? pull : role === 'nobody' ? refusal : []);
  });

  it.each(['rights', 'feed', 'hub:', 'meeting:', `meeting:${newId()}`, 'meeting:nobody', 'nothing:1'])('that are nobody’s stay shut: %s', async (stream) => {
    expect([...new Set(await Promise.all(Object.values(sockets).map((socket) => subscribe(socket, stream))))].filter((code) => !['stream_unknown', 'invalid_input'].includes(code))).toEqual([]);
  });

  it('are shut for a key that may not read streams', async () => {
    const { key } = done(await of.chair.send<{ key: string }>('identity.key.create', { name: 'queries', scopes: ['council:read'] }));
    const visitor = of.hub.as(key);
    const socket = await visitor.socket();
    const stream = `meeting:${own.meetingId}`;
    expect([await subscribe(socket, stream), await firstOf(key, `/streams/${stream}/events`), (await visitor.get(`/streams/${stream}/events`)).body['code'], (await visitor.get('/feed/events?after=earliest')).body['code']]).toEqual(['forbidden', 'forbidden', 'forbidden', 'forbidden']);
    socket.close();
  });
});
