import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { catalogue, type documents } from '#contracts';
import { startHub, type TestHub } from '../support/hub.js';
import { claim, type Someone } from '../support/people.js';

type EventType = documents.EventType;

let hub: TestHub;
let reader: Someone;

beforeAll(async () => {
  hub = await startHub();
  reader = await claim(hub);
});
afterAll(() => hub.close());

/** The whole catalogue, page by page. */
async function everyType(search = ''): Promise<EventType[]> {
  const types: EventType[] = [];
  for (let [iterator, done] = ['', false]; !done;) {
    const { status, body } = await reader.get<{ data: EventType[]; iterator: string | null; done: boolean }>(`/event-types?limit=7${search}${iterator === '' ? '' : `&iterator=${iterator}`}`);
    expect(status).toBe(200);
    types.push(...body.data);
    [iterator, done] = [body.iterator ?? '', body.done];
  }
  return types;
}

describe('the catalogue of event types', () => {
  it('holds every type that is declared, once, with all that a reader has to know', async () => {
    const types = await everyType();
    expect(types.map(({ name }) => name)).toEqual(catalogue.events().map(({ name }) => name).sort());
    for (const { name, version, owner, summary, dataClass, stream } of types) {
      expect([name.split('.')[0], `v${version}`]).toEqual([owner, name.split('.').at(-1)]);
      expect(['public', 'alliance', 'personal', 'health']).toContain(dataClass);
      expect([summary.length > 10, stream.length > 1]).toEqual([true, true]);
    }
    expect(types.find(({ name }) => name === 'council.chat.posted.v1')).toMatchObject({ dataClass: 'personal', personal: ['text'], stream: 'meeting' });
    expect(types.find(({ name }) => name === 'council.poll.opened.v1')).toMatchObject({ dataClass: 'alliance', personal: [], owner: 'council' });
  });

  it('has a valid schema for each, which its example obeys', async () => {
    const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, allowUnionTypes: true });
    formats.default(ajv);
    for (const { name, schema, example } of await everyType()) {
      const obeys = ajv.compile(schema);
      expect({ name, faults: obeys(example) ? [] : obeys.errors }).toEqual({ name, faults: [] });
      // A schema that lets everything through would judge nothing.
      const required = (schema['required'] ?? []) as readonly string[];
      expect({ name, empty: obeys({}) }).toEqual({ name, empty: required.length === 0 });
    }
  });

  it('is read by owner and by data class', async () => {
    const all = await everyType();
    expect(await everyType('&owner=alliance')).toEqual(all.filter(({ owner }) => owner === 'alliance'));
    expect(await everyType('&dataClass=personal')).toEqual(all.filter(({ dataClass }) => dataClass === 'personal'));
  });

  it('answers one type, with an ETag, and names what is wrong with a request', async () => {
    const { status, headers, body } = await reader.get('/event-types/council.poll.opened.v1');
    expect([status, body['name']]).toEqual([200, 'council.poll.opened.v1']);
    expect((await reader.with({ 'if-none-match': headers.get('etag') ?? '' }).get('/event-types/council.poll.opened.v1')).status).toBe(304);
    expect((await reader.get('/event-types/council.poll.opened.v9')).body).toMatchObject({ status: 404, code: 'not_found' });
    // A command is no event.
    expect((await reader.get('/event-types/council.poll.open')).status).toBe(404);
    expect((await reader.get('/event-types?dataClass=secret')).body).toMatchObject({ status: 400, details: { issues: [{ pointer: '/dataClass' }] } });
    expect((await hub.anybody.get('/event-types')).status).toBe(401);
  });

  it('stands in the event document, with owner and data class', async () => {
    const { body } = await hub.anybody.ask<{ components: { messages: Record<string, Record<string, unknown>> } }>('GET', '/api/asyncapi.json');
    for (const { name, owner, dataClass } of await everyType()) expect(body.components.messages[name]).toMatchObject({ 'x-owner': owner, 'x-data-class': dataClass });
    expect(body.components.messages['council.chat.posted.v1']?.['description']).toContain('Data class: personal.');
  });
});
