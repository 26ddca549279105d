import { MortalHub } from '../support/mortal-hub.js';
import { claim, type Someone } from '../support/people.js';
import { until } from '../support/until.js';

interface Message { readonly delivered: number; readonly ackToken: string; readonly event: { readonly id: string } }

let hub: MortalHub;
let owner: Someone;
beforeAll(async () => {
  hub = await MortalHub.start();
  owner = await claim(hub);
});
afterAll(() => hub.close());

const ids = (messages: readonly Message[]): string[] => messages.map(({ event }) => event.id);

describe('a hub that is killed between giving and acknowledging', () => {
  it('gives again what was not acknowledged, and nothing else: none is lost', async () => {
    const { body: { consumerId } } = await owner.send<{ consumerId: string }>('events.consumer.create', { name: 'mortal', deliverPolicy: 'new', filter: { types: ['identity.key.*'] } });
    for (let n = 0; n < 8; n += 1) expect((await owner.send('identity.key.create', { name: `key ${n}`, scopes: ['hub:read'] })).status).toBe(200);
    const pull = async (batch: number): Promise<readonly Message[]> => (await owner.post<{ messages: readonly Message[] }>(`/consumers/${consumerId}/next`, { batch, wait: 20 })).body.messages;
    const first = await pull(3);
    const second = await pull(3);
    expect((await owner.post(`/consumers/${consumerId}/acks`, { ack: first.map(({ ackToken }) => ackToken) })).status).toBe(200);
    hub.kill();
    await hub.restart();
    // The wait of what is out runs on while nobody is there.
    await hub.sql(`UPDATE events_pending SET due_at = due_at - interval '31 s' WHERE consumer_id = $1`, [consumerId]);
    const rest: Message[] = [];
    await until(async () => {
      rest.push(...(await pull(10)));
      return rest.length >= 8 - first.length;
    });
    const told = await hub.sql<{ id: string }>(`SELECT id FROM log_event WHERE type = 'identity.key.changed.v1' ORDER BY stream_id, "offset"`);
    expect(ids([...first, ...rest])).toEqual(told.map(({ id }) => id));
    expect(rest.map(({ delivered }) => delivered)).toEqual([...second.map(() => 2), ...Array.from({ length: 8 - first.length - second.length }, () => 1)]);
  });
});
