import { gzipSync } from 'node:zlib';
import { council, type Output } from '#contracts';
import { newId } from '#kernel';
import { aCouncil, type TestCouncil } from '../support/council.js';
import { startHub, type Reply, type TestHub } from '../support/hub.js';

let hub: TestHub;
let room: TestCouncil;
const note = (text: string): { meetingId: string; text: string } => ({ meetingId: room.meetingId, text });

beforeAll(async () => {
  hub = await startHub({ HUB_RATE_PER_SECOND: '1000', HUB_RATE_BURST: '10000' });
  room = await aCouncil(hub);
});
afterAll(() => hub.close());

async function messages(): Promise<string[]> {
  const all = await room.chair.all(council.chat, { meetingId: room.meetingId });
  return all.map((message) => message.text ?? '');
}

describe('a command that is sent more than once', () => {
  it('acts once for one id, and gives thirty senders at once the same answer', async () => {
    const chair = hub.as(room.chair.token ?? '');
    const id = newId();
    const answers = await Promise.all(Array.from({ length: 30 }, () => chair.send(council.postMessage.name, note('once'), id)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect((await messages()).filter((text) => text === 'once')).toHaveLength(1);
  });

  it('is refused under an id that was used with another body', async () => {
    const chair = hub.as(room.chair.token ?? '');
    const id = newId();
    await chair.send(council.postMessage.name, note('first'), id);
    const { status, body } = await chair.send(council.postMessage.name, note('second'), id);
    expect([status, body['code']]).toEqual([409, 'command_id_reused']);
    expect(await messages()).not.toContain('second');
  });

  it('hears the first refusal again, though the state has changed since', async () => {
    const chair = hub.as(room.chair.token ?? '');
    const id = newId();
    const itemless = { meetingId: room.meetingId, itemId: newId() };
    const first = await chair.send(council.takeUp.name, itemless, id);
    const again = await chair.send(council.takeUp.name, itemless, id);
    expect(first.status).toBeGreaterThanOrEqual(400);
    expect({ ...again.body, instance: '' }).toEqual({ ...first.body, instance: '' });
  });

  it('has one answer, though what it is refused for goes away while it is sent again and again', async () => {
    const chair = hub.as(room.chair.token ?? '');
    for (let round = 0; round < 60; round += 1) {
      const consumer = { name: `again-${round}` };
      const { body: { consumerId } } = await chair.send<{ consumerId: string }>('events.consumer.create', consumer);
      const id = newId();
      const again = async (): Promise<string> => {
        const { body } = await chair.send('events.consumer.create', consumer, id);
        return JSON.stringify({ ...body, instance: '' });
      };
      const answers = Promise.all(Array.from({ length: 6 }, again));
      await chair.send('events.consumer.delete', { consumerId });
      expect(new Set([...(await answers), await again()]).size).toBe(1);
      const [standing] = (await chair.get<{ data: { id: string; name: string }[] }>('/consumers')).body.data.filter(({ name }) => name === consumer.name);
      if (standing !== undefined) await chair.send('events.consumer.delete', { consumerId: standing.id });
    }
  });

  it('gives the answer of one door at the other', async () => {
    const visitor = hub.as(room.chair.token ?? '');
    const socket = await visitor.socket();
    const id = newId();
    const overSocket = (await socket.emitWithAck(council.postMessage.name, note('both doors'), { id })) as Reply<Output<typeof council.postMessage>>;
    const overHttp = await visitor.send(council.postMessage.name, note('both doors'), id);
    expect(overSocket).toEqual({ ok: true, data: overHttp.body });
    expect((await messages()).filter((text) => text === 'both doors')).toHaveLength(1);
    socket.close();
  });

  it('is the same command when an id in it is written in capitals', async () => {
    const chair = hub.as(room.chair.token ?? '');
    const id = newId();
    const small = await chair.send(council.postMessage.name, note('in capitals'), id);
    const capital = await chair.send(council.postMessage.name, { ...note('in capitals'), meetingId: room.meetingId.toUpperCase() }, id);
    expect([capital.status, capital.body]).toEqual([200, small.body]);
    expect((await messages()).filter((text) => text === 'in capitals')).toHaveLength(1);
  });

  it('is another command under the same id of another person', async () => {
    const id = newId();
    await hub.as(room.chair.token ?? '').send(council.postMessage.name, note('from the chair'), id);
    const { status } = await hub.as(room.secretary.token ?? '').send(council.postMessage.name, note('from the secretary'), id);
    expect(status).toBe(200);
    expect(await messages()).toEqual(expect.arrayContaining(['from the chair', 'from the secretary']));
  });
});

describe('what a command is refused for', () => {
  it('names the unknown command, the unknown field and the broken rule, and changes nothing', async () => {
    const chair = hub.as(room.chair.token ?? '');
    const before = await messages();
    const unknown = await chair.send('council.chat.shout', {});
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'unknown_command']);
    expect(unknown.body['detail']).toContain('council.chat.shout');
    const field = await chair.send(council.postMessage.name, { ...note('x'), colour: 'red' });
    expect([field.status, field.body['code']]).toEqual([400, 'invalid_input']);
    expect(JSON.stringify(field.body['details'])).toContain('/colour');
    const rule = await chair.send(council.postMessage.name, { meetingId: 'nowhere', text: '' });
    expect(JSON.stringify(rule.body['details'])).toMatch(/\/meetingId.*\/text/);
    expect(rule.headers.get('content-type')).toContain('application/problem+json');
    expect(await messages()).toEqual(before);
  });

  it.each([['the character U+0000', 'a\0b'], ['half a character', 'a\ud800b']])('names the field whose text holds %s, and changes nothing', async (_, text) => {
    const before = await messages();
    const { status, body } = await hub.as(room.chair.token ?? '').send(council.postMessage.name, note(text));
    expect([status, body['code'], body['details']]).toMatchObject([400, 'invalid_input', { issues: [{ pointer: '/text' }] }]);
    expect(await messages()).toEqual(before);
  });

  it.each<[string, string, unknown]>([
    ['a number that is too large', 'meetings/:meeting/motions', Number.MAX_SAFE_INTEGER],
    ['a name with U+0000', 'institutions', ['a\0b', '0198a2b4-7c1e-7d3a-9f00-1c2d3e4f5a6b']],
    ['a year 0', 'inbox', ['0000-01-01T00:00:00Z', '0198a2b4-7c1e-7d3a-9f00-1c2d3e4f5a6b']],
    ['no JSON', 'institutions', undefined],
  ])('is an iterator of no page: %s', async (_, path, place) => {
    const iterator = Buffer.from(JSON.stringify(place) ?? '{').toString('base64url');
    const { status, body } = await hub.as(room.chair.token ?? '').get(`/${path.replace(':meeting', room.meetingId)}?iterator=${iterator}`);
    expect([status, body['code'], body['details']]).toMatchObject([400, 'invalid_input', { issues: [{ pointer: '/iterator' }] }]);
  });

  it.each<[string, string, Record<string, string>, number, string]>([
    ['a URL with a broken %', '/%zz', {}, 400, 'invalid_input'], ['one that is no UTF-8', '/api/v1/people/%E0%A4%A', {}, 400, 'invalid_input'], ['headers of 20 KB', '/api/v1/me', { 'x-long': 'x'.repeat(20_000) }, 431, 'payload_too_large'],
  ])('is told in the one shape of all refusals: %s', async (_, path, headers, status, code) => {
    const answer = await fetch(`${hub.url}${path}`, { headers });
    expect([answer.status, answer.headers.get('content-type')?.split(';')[0], await answer.json()]).toEqual([status, 'application/problem+json', expect.objectContaining({ status, code })]);
  });

  it.each<[string, Record<string, string>, (json: string) => string | Buffer]>([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, (json) => new URLSearchParams(JSON.parse(json) as Record<string, string>).toString()],
    ['text', { 'content-type': 'text/plain' }, (json) => json],
    ['no type', {}, (json) => Buffer.from(json)],
    ['letters of another character set', { 'content-type': 'application/json' }, (json) => Buffer.from(json.replace('taken', 'café'), 'latin1')],
    ['a packed body', { 'content-type': 'application/json', 'content-encoding': 'gzip' }, (json) => gzipSync(json)],
  ])('is refused in a body of another kind, and changes nothing: %s', async (_, headers, write) => {
    const before = await messages();
    const answer = await fetch(`${hub.url}/api/v1/commands/${council.postMessage.name}`, { method: 'POST', headers: { ...headers, authorization: `Bearer ${room.chair.token}` }, body: write(JSON.stringify(note('taken'))) });
    expect([answer.status, await answer.json()]).toMatchObject([415, { code: 'unsupported_media_type' }]);
    expect(await messages()).toEqual(before);
  });

  it('is answered in one shape over the socket too, exactly once', async () => {
    const socket = await hub.as(room.chair.token ?? '').socket();
    const odd: unknown[][] = [['no.such.command', {}], [council.postMessage.name, null], [council.postMessage.name, 7], [council.postMessage.name, [], { id: 5 }], ['stream.subscribe', { stream: 'x y' }], ['stream.subscribe', { stream: room.stream, position: '7' }]];
    for (const [name, ...rest] of odd) {
      const reply = (await socket.timeout(5_000).emitWithAck(name as string, ...rest)) as Reply;
      expect(reply).toMatchObject({ ok: false, error: { code: expect.any(String), message: expect.any(String) } });
      expect(JSON.stringify(reply)).not.toContain('stack');
    }
    expect(socket.connected).toBe(true);
    socket.close();
  });
});
