import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { byPull, eventsPath, messagesOf } from '../realtime/doors.js';
import { startHub, type TestHub } from '../support/hub.js';
import { claim, enter, type Someone } from '../support/people.js';

let hub: TestHub;
let owner: Someone;

beforeAll(async () => {
  hub = await startHub();
  owner = await claim(hub);
});
afterAll(() => hub.close());

/** A subscription that waits for its endpoint's consent; whether it ever comes does not matter here. */
async function aSubscription(): Promise<string> {
  const { status, body } = await owner.send<{ subscriptionId: string }>('events.subscription.create', { name: 'Hospital system', url: 'https://hospital.example.org/events' });
  expect(status).toBe(200);
  return body.subscriptionId;
}

describe('the stream of a subscription that was ended', () => {
  it('is read to its end and then answers 204, at which a client stays away', async () => {
    const id = await aSubscription();
    const stream = `subscription:${id}`;
    const asked = { token: owner.token, stream };
    const live = (position: string): Promise<Response> => fetch(`${hub.url}${eventsPath(stream, { after: position })}`, { headers: { accept: 'text/event-stream', authorization: `Bearer ${owner.token}` } });

    // While it lives, who has read everything is kept.
    const { position: before } = await byPull(hub, asked, 'earliest');
    for await (const message of messagesOf(hub, asked, { 'last-event-id': before })) {
      expect(message.id).toBe(before);
      break;
    }

    expect((await owner.send('events.subscription.end', { subscriptionId: id })).status).toBe(200);
    const { position: end, events } = await byPull(hub, asked, 'earliest');
    expect(events.at(-1)?.data).toMatchObject({ to: 'ended' });
    const answer = await live(end);
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    // It is no secret door: to everybody else there is no such stream.
    const stranger = await enter(hub, owner);
    expect((await stranger.with({ accept: 'text/event-stream' }).ask('GET', eventsPath(stream, { after: end }))).status).toBe(404);

    // The unmodified client hears that there will be nothing more, and does not ask again: its process ends.
    const client = spawn(process.execPath, ['test/support/event-source.mjs', `${hub.url}${eventsPath(stream, { last_event_id: end })}`, owner.token], { stdio: ['ignore', 'pipe', 'inherit'] });
    const met: unknown[] = [];
    for await (const line of createInterface({ input: client.stdout })) met.push(JSON.parse(line));
    expect(met).toEqual([{ event: 'asks', id: null }, { event: 'error', code: 204, closed: true }]);
  });
});
