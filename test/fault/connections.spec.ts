import { council, type stream as contract } from '#contracts';
import { aCouncil, type TestCouncil } from '../support/council.js';
import { startHub, type TestHub } from '../support/hub.js';
import { byPull } from '../realtime/doors.js';

/** Many more at once than the hub has connections to its database. */
const MANY = 120;

let hub: TestHub;
let room: TestCouncil;
beforeAll(async () => {
  hub = await startHub({ HUB_RATE_PER_SECOND: '1000', HUB_RATE_BURST: '10000' });
  room = await aCouncil(hub, { seats: 2, observers: 1, alternates: 0 });
});
afterAll(() => hub.close());

/** How often each status was answered, and what somebody else was answered meanwhile. */
async function atOnce(ask: (n: number) => Promise<{ status: number }>): Promise<{ answers: Record<string, number>; beside: number }> {
  const [all, beside] = await Promise.all([
    Promise.all(Array.from({ length: MANY }, (_, n) => ask(n))),
    hub.as(room.secretary.token ?? '').get('/me'),
  ]);
  return { answers: Object.fromEntries([...new Set(all.map(({ status }) => status))].map((status) => [status, all.filter((one) => one.status === status).length])), beside: beside.status };
}

describe('very many at once', () => {
  it('hide messages of a chat, and nobody is kept from the database', async () => {
    const chair = hub.as(room.chair.token ?? '');
    const messages = await Promise.all(Array.from({ length: MANY }, (_, n) => room.secretary.send(council.postMessage, { meetingId: room.meetingId, text: `spam ${n}` })));
    const hide = (n: number): Promise<{ status: number }> => chair.send('council.chat.hide', { meetingId: room.meetingId, messageId: messages[n]?.messageId, reason: 'Spam' });
    expect(await atOnce(hide)).toEqual({ answers: { 200: MANY }, beside: 200 });
    const { events } = await byPull(hub, { token: room.chair.token ?? '', stream: room.stream }, 'earliest');
    const posted = events.filter((event: contract.Envelope) => event.type === council.messagePosted.name && messages.some(({ messageId }) => messageId === event.data['messageId']));
    expect([posted.length, posted.filter((event) => event.data['text'] !== undefined)]).toEqual([MANY, []]);
  });

  it('ask why an event came, and nobody is kept from the database', async () => {
    const chair = hub.as(room.chair.token ?? '');
    const { body: { consumerId } } = await chair.send<{ consumerId: string }>('events.consumer.create', { name: 'why' });
    const { events: [event] } = await byPull(hub, { token: room.chair.token ?? '', stream: room.stream }, 'earliest');
    expect(await atOnce(() => chair.get(`/consumers/${consumerId}/explain/${event?.id}`))).toEqual({ answers: { 200: MANY }, beside: 200 });
  });
});
