import { io } from 'socket.io-client';
import { alliance, council, identity, type stream as contract } from '#contracts';
import { Projections } from '#log';
import { newId } from '#kernel';
import { Door } from '../../apps/cli/src/rehearsal/door.js';
import type { Person } from '../../apps/cli/src/rehearsal/enter-people.js';
import { aCouncil, callToOrder, soon, type TestCouncil } from '../support/council.js';
import { startHub, type Reply, type TestHub } from '../support/hub.js';
import { allAfter, endOf } from '../support/recorder.js';
import { Member } from '../../apps/cli/src/rehearsal/member.js';

let hub: TestHub;
let room: TestCouncil;

beforeAll(async () => {
  hub = await startHub({ HUB_RATE_PER_SECOND: '5000', HUB_RATE_BURST: '50000' });
  room = await aCouncil(hub, { seats: 6, observers: 6, alternates: 0 });
}, 240_000);
afterAll(() => hub.close());

describe('a line that is cut for the length of a poll', () => {
  it('goes on from where it was and knows the result', async () => {
    await callToOrder(room);
    const { meetingId, stream, chair, cast } = room;
    const [mover, away] = [cast.seats[0]?.delegate.door ?? chair, cast.seats[1]?.delegate.door ?? chair];
    const from = await endOf(away, stream);
    const beginnings: boolean[] = [];
    const seen: contract.Envelope[] = [];
    let knows = (): void => undefined;
    const result = new Promise<void>((resolve) => (knows = resolve));
    const member = new Member(hub.url, away.token ?? '');
    await member.connect();
    await member.read(stream, {
      began: ({ recovered }) => void beginnings.push(recovered),
      event: (event) => {
        seen.push(event);
        if (event.type === council.pollDeclared.name) knows();
      },
    }, from);
    member.cut({ away: true });

    const { motionId } = await mover.send(council.tableMotion, { meetingId, title: 'A corridor', text: 'The council opens the corridor.' });
    const { pollId } = await chair.send(council.openPoll, { meetingId, motionId });
    for (const { seatId, delegate } of cast.seats.slice(2)) await delegate.door.send(council.castBallot, { meetingId, pollId, seatId, choice: 'yes' });
    await chair.send(council.closePoll, { meetingId, pollId });
    const { verdict, tally } = await chair.send(council.declarePoll, { meetingId, pollId });

    await member.comeBack();
    await result;
    expect(beginnings).toEqual([true, true]);
    expect(seen).toEqual(await allAfter(away, stream, from));
    expect(seen.find(({ type }) => type === council.pollDeclared.name)?.data).toMatchObject({ pollId, verdict, tally });
    member.close();
  });
});

/** Somebody who may read a meeting that is not for everybody, and how that right ends. */
interface Reader {
  readonly token: string;
  readonly end: () => Promise<unknown>;
  /** What every door of the stream says afterwards. */
  readonly refusal: 'unauthenticated' | 'stream_unknown';
  /** What an open line is told: why it is closed, or that the stream is to be dropped. */
  readonly told: 'session_ended' | 'key_revoked' | 'drop';
}

let meetingId: string;
let stream: string;
let turn = 0;

/** A meeting of members and those whom it admits. */
async function aClosedMeeting(): Promise<void> {
  const { secretary, cast } = room;
  ({ meetingId } = await soon(() => secretary.send(council.draftMeeting, { bodyId: cast.bodyId, title: 'Behind doors', zone: 'UTC', start: '2027-01-02T09:00' })));
  await secretary.send(council.convene, { meetingId });
  stream = `meeting:${meetingId}`;
}

async function anObserver(): Promise<Person> {
  const person = room.cast.others[turn++ % room.cast.others.length] as Person;
  await room.secretary.send(council.admitObserver, { meetingId, personId: person.personId });
  return person;
}

const ends: [string, () => Promise<Reader>][] = [
  ['the observer is dismissed', async () => {
    const { personId, door } = await anObserver();
    return { token: door.token ?? '', refusal: 'stream_unknown', told: 'drop', end: () => room.secretary.send(council.dismissObserver, { meetingId, personId }) };
  }],
  ['the session is ended', async () => {
    const { email, password } = await anObserver();
    const { token, sessionId } = await room.admin.enter(identity.signIn, { email, password, as: 'token' });
    return { token: token ?? '', refusal: 'unauthenticated', told: 'session_ended', end: () => room.admin.send(identity.endSession, { sessionId }) };
  }],
  ['the key is revoked', async () => {
    const { door } = await anObserver();
    const { key, keyId } = await door.send(identity.createKey, { name: 'display', scopes: ['streams:read', 'council:read'] });
    return { token: key, refusal: 'unauthenticated', told: 'key_revoked', end: () => room.admin.send(identity.revokeKey, { keyId }) };
  }],
  ['the person is suspended', async () => {
    const { personId, email, password } = await anObserver();
    await room.admin.send(identity.restorePerson, { personId }).catch(() => undefined);
    const { token } = await room.admin.enter(identity.signIn, { email, password, as: 'token' });
    return { token: token ?? '', refusal: 'unauthenticated', told: 'session_ended', end: () => room.admin.send(identity.suspendPerson, { personId }) };
  }],
  ['another delegate gets the seat', async () => {
    const seat = room.cast.seats[2 + (turn++ % 4)];
    if (seat === undefined) throw new Error('no seat is left');
    const delegateId = room.cast.others[0]?.personId ?? '';
    return { token: seat.delegate.door.token ?? '', refusal: 'stream_unknown', told: 'drop', end: () => room.secretary.send(alliance.appointSeat, { seatId: seat.seatId, delegateId, alternateIds: [] }) };
  }],
];

/** Says something in the meeting that is not for the reader any more. */
async function saySecret(): Promise<string> {
  const secret = newId();
  await room.secretary.send(council.postMessage, { meetingId, text: secret });
  return secret;
}

/** What a socket gets that asks for the stream from a position: refused at the door, refused the stream, or the frames. */
async function overSocket(token: string, position: string): Promise<{ code: string; got: unknown[] }> {
  const socket = io(`${hub.url}/hub`, { transports: ['websocket'], forceNew: true, reconnection: false, auth: { token } });
  const got: unknown[] = [];
  socket.onAny((...message) => void got.push(message));
  const refusal = await new Promise<string | null>((resolve) => {
    socket.once('connect', () => resolve(null));
    socket.once('connect_error', (error: Error & { data?: { code: string } }) => resolve(error.data?.code ?? 'refused'));
  });
  const reply = refusal === null ? ((await socket.emitWithAck('stream.subscribe', { stream, position })) as Reply) : null;
  got.push(reply);
  socket.close();
  return { code: refusal ?? (reply?.ok === false ? reply.error.code : 'subscribed'), got };
}

/** What an HTTP door answers at once. An event stream that opens is read for as long as what is there takes. */
async function overHttp(token: string, path: string, headers: Record<string, string> = {}): Promise<{ code: string; got: string }> {
  const stop = new AbortController();
  const answer = await fetch(`${hub.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}`, ...headers }, signal: stop.signal });
  if (answer.headers.get('content-type')?.startsWith('text/event-stream') === true) {
    const first = await answer.body?.getReader().read();
    stop.abort();
    return { code: 'open', got: Buffer.from(first?.value ?? []).toString() };
  }
  const got = await answer.text();
  return { code: (JSON.parse(got) as { code?: string }).code ?? 'page', got };
}

describe('a right that ends while its holder is away', () => {
  it.each(ends)('(%s) leaks nothing on return, at any door', async (_, prepare) => {
    await aClosedMeeting();
    const { token, end, refusal } = await prepare();
    const door = new Door(hub.url, token);
    const [from, feed] = [await endOf(door, stream), await endOf(door, null)];
    const before = await saySecret();
    await end();
    await hub.app.get(Projections).settled();
    const after = await saySecret();
    await hub.app.get(Projections).settled();

    const answers = {
      socket: await overSocket(token, from),
      events: await overHttp(token, `/streams/${stream}/events`, { accept: 'text/event-stream', 'last-event-id': from }),
      pull: await overHttp(token, `/streams/${stream}/events?after=${from}`),
      beginning: await overHttp(token, `/streams/${stream}/events?after=earliest`),
      feed: await overHttp(token, `/feed/events?after=${feed}`),
      feedEvents: await overHttp(token, '/feed/events', { accept: 'text/event-stream', 'last-event-id': feed }),
      query: await overHttp(token, `/meetings/${meetingId}/chat`),
    };
    const { feed: page, feedEvents, query, ...ofStream } = answers;
    expect(Object.values(ofStream).map(({ code }) => code)).toEqual([refusal, refusal, refusal, refusal]);
    expect([page.code, feedEvents.code, query.code]).toEqual(refusal === 'unauthenticated' ? [refusal, refusal, refusal] : ['page', 'open', 'not_found']);
    expect(JSON.stringify(answers)).not.toContain(before);
    expect(JSON.stringify(answers)).not.toContain(after);
  });
});

/** An open answer: what has come of it so far, and when it ended. */
function openAnswer(token: string, path: string, headers: Record<string, string> = {}): { text: () => string; opened: Promise<number>; ended: Promise<number> } {
  let text = '';
  const answer = fetch(`${hub.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });
  const read = async (): Promise<number> => {
    const { body } = await answer;
    for await (const chunk of body ?? []) text += Buffer.from(chunk as Uint8Array).toString();
    return performance.now();
  };
  return { text: () => text, opened: answer.then(({ status }) => status), ended: read().catch(() => performance.now()) };
}

describe('a right that ends while its holder reads', () => {
  it.each(ends)('(%s) closes or narrows every open line within a second', async (_, prepare) => {
    await aClosedMeeting();
    const { token, end, told } = await prepare();
    const door = new Door(hub.url, token);
    const [from, feed] = [await endOf(door, stream), await endOf(door, null)];

    const socket = await hub.as(token).socket();
    const frames: unknown[] = [];
    socket.on('events', (frame) => frames.push(frame));
    const narrowed = new Promise<string>((resolve) => {
      socket.once('closing', ({ code }: { code: string }) => resolve(code));
      socket.once('stream.drop', ({ audiences }: { audiences: unknown }) => resolve(audiences === null ? 'drop' : 'part'));
    }).then((what) => ({ what, at: performance.now() }));
    expect(await socket.emitWithAck('stream.subscribe', { stream, position: from })).toMatchObject({ ok: true });
    const events = openAnswer(token, `/streams/${stream}/events`, { accept: 'text/event-stream', 'last-event-id': from });
    const feedEvents = openAnswer(token, '/feed/events', { accept: 'text/event-stream', 'last-event-id': feed });
    expect(await Promise.all([events.opened, feedEvents.opened])).toEqual([200, 200]);
    const pull = openAnswer(token, `/streams/${stream}/events?after=${from}&wait=50`);
    const feedPull = openAnswer(token, `/feed/events?after=${feed}&wait=50`);

    await end();
    const began = performance.now();
    const { what, at } = await narrowed;
    expect(what).toBe(told);
    const lasted = Math.max(at, await events.ended, await feedEvents.ended) - began;
    expect(lasted).toBeLessThan(1_000);

    const secret = await saySecret();
    await Promise.all([pull.ended, feedPull.ended]);
    await hub.app.get(Projections).settled();
    expect(socket.connected).toBe(told === 'drop');
    socket.close();
    expect(JSON.stringify([frames, ...[events, feedEvents, pull, feedPull].map(({ text }) => text())])).not.toContain(secret);
  });

  it('reaches those who are just coming in: none of forty lines of an ended session stays open', async () => {
    await aClosedMeeting();
    const { email, password } = await anObserver();
    for (let round = 0; round < 5; round += 1) {
      const { token = '', sessionId } = await room.admin.enter(identity.signIn, { email, password, as: 'token' });
      const sockets = Array.from({ length: 20 }, () => io(`${hub.url}/hub`, { transports: ['websocket'], forceNew: true, reconnection: false, auth: { token } }));
      const gone = sockets.map((socket) => new Promise<void>((resolve) => {
        socket.once('connect_error', () => resolve());
        socket.once('disconnect', () => resolve());
      }));
      const streams = Array.from({ length: 20 }, (_, at) => openAnswer(token, at % 2 === 0 ? `/streams/${stream}/events` : '/feed/events', { accept: 'text/event-stream' }));
      await room.admin.send(identity.endSession, { sessionId });
      await Promise.all([...gone, ...streams.map(({ ended }) => ended)]);
      sockets.forEach((socket) => socket.close());
      expect(sockets.some((socket) => socket.connected)).toBe(false);
    }
  });
});
