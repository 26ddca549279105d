import { createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { HTTP, type CloudEvent, type Message } from 'cloudevents';
import fc from 'fast-check';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import type { stream } from '#contracts';
import { compose, type Due, type Sink } from '#events';
import { openSink } from '../support/sink.js';

const secret = randomBytes(32);
const meeting = '0198a2b4-7c1e-7d3a-9f00-bbbbbbbbbbbb';
const base: Sink = {
  id: '0198a2b4-7c1e-7d3a-9f00-1c2d3e4f5a6b', ownerId: '0198a2b4-7c1e-7d3a-9f00-aaaaaaaaaaaa', protocol: 'webhook', url: 'https://hooks.example.org/hub', format: 'structured',
  ordered: true, batch: 1, concurrency: 1, perSecond: null, secrets: [{ kind: 'v1', secret }],
} as Sink;

function anEvent(more: Partial<stream.Envelope> = {}): stream.Envelope {
  return {
    id: '0198a2b4-7c1e-7d3a-9f00-cccccccccccc', type: 'council.poll.opened.v1', stream: `meeting:${meeting}`, position: 'k3v9qz.17', time: '2026-11-22T09:00:00.000Z', actor: 'person:0198a2b4-7c1e-7d3a-9f00-aaaaaaaaaaaa',
    data: { title: 'Договор 协议 "ab" 100 %', severity: 'высокая 高 "!" 50 %' }, ...more,
  };
}

function due(sequence: number, more: Partial<Due> = {}): Due {
  return { sequence, payload: 'full', digest: Buffer.alloc(32, sequence), previous: Buffer.alloc(32, sequence - 1), attempts: 0, tries: 0, feedPosition: `f33d00.${sequence + 40}`, event: anEvent(), ...more } as Due;
}

const made = (sink: Partial<Sink> = {}, deliveries: readonly Due[] = [due(1)], at = new Date()) => compose({ ...base, ...sink }, deliveries, at);
type Made = ReturnType<typeof made>;
const parse = ({ headers, body }: Made) => HTTP.toEvent({ headers, body } as Message);
const judges = [
  ['standardwebhooks', (key: Buffer, { body, headers }: Made) => new StandardWebhook(`whsec_${key.toString('base64')}`).verify(body, headers)],
  ['svix', (key: Buffer, { body, headers }: Made) => new SvixWebhook(`whsec_${key.toString('base64')}`).verify(body, headers)],
] as const;

/** CloudEvents 1.0 in JSON, as the specification's schema has it, and no attribute whose name it forbids. */
const text = { type: 'string', minLength: 1 };
const schema = {
  type: 'object', required: ['id', 'source', 'specversion', 'type'], propertyNames: { pattern: '^([a-z0-9]{1,20}|data_base64)$' },
  properties: {
    id: text, source: { ...text, format: 'uri-reference' }, specversion: { const: '1.0' }, type: text, datacontenttype: text, dataschema: { ...text, format: 'uri' }, subject: text, time: { ...text, format: 'date-time' }, data: {},
  },
  additionalProperties: { type: ['string', 'boolean', 'integer'] },
};
const ajv = new Ajv({ allowUnionTypes: true });
(addFormats as unknown as (to: Ajv) => void)(ajv);
const isCloudEvent = ajv.compile(schema);

describe('a signed request', () => {
  it.each(judges)('passes %s, whatever the form of its body', (_, judge) => {
    for (const sink of [{}, { format: 'binary' as const }, { batch: 3 }]) {
      for (const payload of ['empty', 'id', 'full'] as const) expect(() => judge(secret, made(sink, [due(1, { payload })]))).not.toThrow();
    }
  });

  it.each(judges)('fails %s when anything was touched, when it is old and when it is of the future', (_, judge) => {
    const right = made();
    const { 'webhook-id': id } = right.headers;
    const touched = [{ ...right, body: right.body.replace('17', '18') }, { ...right, headers: { ...right.headers, 'webhook-id': `${id}x` } }, { ...right, headers: { ...right.headers, 'webhook-timestamp': String(Number(right.headers['webhook-timestamp']) + 1) } }];
    for (const one of touched) expect(() => judge(secret, one)).toThrow('No matching signature');
    expect(() => judge(randomBytes(32), right)).toThrow('No matching signature');
    expect(() => judge(secret, made({}, [due(1)], new Date(Date.now() - 6 * 60_000)))).toThrow('too old');
    expect(() => judge(secret, made({}, [due(1)], new Date(Date.now() + 6 * 60_000)))).toThrow('too new');
  });

  it.each(judges)('passes %s with the new secret and with the old one while both sign', (_, judge) => {
    const old = randomBytes(64);
    const request = made({ secrets: [{ kind: 'v1', secret }, { kind: 'v1', secret: old }] });
    expect(request.headers['webhook-signature']?.split(' ')).toHaveLength(2);
    for (const key of [secret, old]) expect(() => judge(key, request)).not.toThrow();
    expect(() => judge(randomBytes(32), request)).toThrow('No matching signature');
  });

  it('carries an ed25519 signature that the public half verifies, beside the shared secret’s', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const seed = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
    const { headers, body } = made({ secrets: [{ kind: 'v1a', secret: seed }, { kind: 'v1', secret }] });
    const [ours = '', shared] = headers['webhook-signature']?.split(' ') ?? [];
    const signed = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey.export({ format: 'jwk' }).x }, format: 'jwk' });
    expect(ours.startsWith('v1a,')).toBe(true);
    expect(verify(null, signed, key, Buffer.from(ours.slice(4), 'base64'))).toBe(true);
    expect(verify(null, Buffer.concat([signed, Buffer.from(' ')]), key, Buffer.from(ours.slice(4), 'base64'))).toBe(false);
    expect(shared).toMatch(/^v1,/);
    for (const [, judge] of judges) expect(() => judge(secret, { ...made(), headers, body })).not.toThrow();
  });

  it('has the event’s id on every try, and the time of the try', () => {
    const [first, later] = [made({}, [due(1)], new Date(1_790_000_000_900)), made({}, [due(1, { attempts: 3, tries: 1 })], new Date(1_790_000_300_000))];
    expect([first.headers['webhook-id'], later.headers['webhook-id']]).toEqual([anEvent().id, anEvent().id]);
    expect([first.headers['webhook-timestamp'], later.headers['webhook-timestamp']]).toEqual(['1790000000', '1790000300']);
    expect([first.headers['hub-attempt'], later.headers['hub-attempt']]).toEqual(['1', '4']);
    expect(first.body).toBe(later.body);
  });
});

describe('the CloudEvents of a delivery', () => {
  const whole = {
    specversion: '1.0', id: anEvent().id, source: '/hub', type: 'council.poll.opened.v1', subject: `meeting:${meeting}`, partitionkey: `meeting:${meeting}`, time: '2026-11-22T09:00:00.000Z', position: 'k3v9qz.17', actor: anEvent().actor,
    severity: anEvent().data['severity'], sequence: '000000000000001', feedposition: 'f33d00.41', payload: 'full', dataclassification: 'alliance', previousdigest: '00'.repeat(32), digest: '01'.repeat(32), datacontenttype: 'application/json',
  };

  it('are structured JSON as the specification has it, read by the SDK', () => {
    const request = made();
    expect(isCloudEvent(JSON.parse(request.body))).toBe(true);
    expect(parse(request)).toMatchObject({ ...whole, data: anEvent().data });
    expect(JSON.parse(request.body)).toEqual({ ...whole, data: anEvent().data });
  });

  it('are binary, every attribute in a header of printable ASCII', () => {
    const request = made({ format: 'binary' });
    const decoded = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name.startsWith('ce-')).map(([name, value]) => [name.slice(3), decodeURIComponent(value)]));
    expect({ ...decoded, datacontenttype: request.headers['content-type'] }).toEqual(whole);
    expect(request.headers['ce-severity']).toBe('%D0%B2%D1%8B%D1%81%D0%BE%D0%BA%D0%B0%D1%8F%20%E9%AB%98%20%22!%22%2050%20%25');
    expect(Object.values(request.headers).every((value) => /^[\x20-\x7e]*$/.test(value))).toBe(true);
    expect(JSON.parse(request.body)).toEqual(anEvent().data);
    // The SDK does not decode header values; all that are ASCII already it reads as they are.
    expect(parse(request)).toMatchObject({ ...whole, severity: request.headers['ce-severity'], data: anEvent().data });
  });

  it('are a batch in order, read by the SDK, with the digests of its ends in the headers', () => {
    const request = made({ batch: 10 }, [due(7), due(8), due(9)]);
    const events = parse(request) as CloudEvent[];
    expect(events.map(({ sequence }) => sequence)).toEqual(['000000000000007', '000000000000008', '000000000000009']);
    for (const event of JSON.parse(request.body) as unknown[]) expect(isCloudEvent(event)).toBe(true);
    expect([request.headers['hub-previous-digest'], request.headers['hub-digest'], request.taken]).toEqual(['06'.repeat(32), '09'.repeat(32), 3]);
  });

  it('keep the id of their batch for as long as it holds the same, and get another one with another content', () => {
    const id = (deliveries: readonly Due[]): string | undefined => made({ batch: 10 }, deliveries).headers['webhook-id'];
    expect(id([due(7), due(8, { attempts: 4 })])).toBe(id([due(7, { attempts: 1 }), due(8)]));
    expect(new Set([id([due(7), due(8)]), id([due(7), due(8), due(9)]), id([due(8)])]).size).toBe(3);
    expect(id([due(7)])).not.toContain('.');
  });

  it('of a batch that would be over 64 KiB go in more than one request; one that is over it alone goes alone', () => {
    const large = (sequence: number): Due => due(sequence, { event: anEvent({ data: { text: '长'.repeat(5_000) } }) });
    const request = made({ batch: 100 }, Array.from({ length: 20 }, (_, at) => large(at + 1)));
    expect(request.taken).toBe(4);
    expect(Buffer.byteLength(request.body)).toBeLessThanOrEqual(65_536);
    expect(made({ batch: 100 }, [due(1, { event: anEvent({ data: { text: 'x'.repeat(70_000) } }) }), due(2)]).taken).toBe(1);
  });

  it('carry the trace of the event where there is one', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect(JSON.parse(made({}, [due(1, { traceparent })]).body)).toMatchObject({ traceparent });
    expect(made({ format: 'binary' }, [due(1, { traceparent })]).headers).toMatchObject({ traceparent, 'ce-traceparent': traceparent });
    expect(made().body).not.toContain('traceparent');
  });

  const withSeverity = (severity: string): Made => made({ format: 'binary' }, [due(1, { event: anEvent({ data: { severity } }) })]);

  it('have header values that any HTTP carries, and that decode to what they were, whatever characters an attribute has', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), (severity) => {
      const header = withSeverity(severity).headers['ce-severity'] ?? '';
      expect(header).toMatch(/^[!#$&-~%]+$/);
      expect(decodeURIComponent(header)).toBe(Buffer.from(severity).toString());
    }));
  });

  it('reach an endpoint as they were sent', async () => {
    const sink = await openSink();
    const { headers, body } = withSeverity('上海 "€" 100 %\r\nx: y \u{1F600}\uD800');
    await fetch(sink.url, { method: 'POST', headers, body });
    expect(sink.posts[0]?.headers['ce-severity']).toBe('%E4%B8%8A%E6%B5%B7%20%22%E2%82%AC%22%20100%20%25%0D%0Ax:%20y%20%F0%9F%98%80%EF%BF%BD');
    await sink.close();
  });
});

describe('how much of an event leaves', () => {
  const seen = (request: Made): string => JSON.stringify([request.headers, request.body]);

  it.each(['structured', 'binary'] as const)('is nothing that tells of the object with payload `empty`, %s', (format) => {
    const request = made({ format }, [due(1, { payload: 'empty' })]);
    for (const word of [meeting, 'person:', 'Договор', 'severity', 'k3v9qz']) expect(seen(request)).not.toContain(word);
    expect(parse(request)).toMatchObject({ id: anEvent().id, type: 'council.poll.opened.v1', payload: 'empty', sequence: '000000000000001', feedposition: 'f33d00.41' });
    expect((parse(request) as CloudEvent).subject).toBeUndefined();
  });

  it.each(['structured', 'binary'] as const)('is the object and who acted with payload `id`, and none of the data, %s', (format) => {
    const request = made({ format }, [due(1, { payload: 'id' })]);
    expect(parse(request)).toMatchObject({ subject: `meeting:${meeting}`, actor: anEvent().actor, payload: 'id' });
    expect(seen(request)).not.toContain('Договор');
  });

  it.each([['council.chat.posted.v1', 'id', 'personal'], ['council.poll.opened.v1', 'full', 'alliance'], ['care.note.written.v1', 'empty', 'health']])('is never more than the class of %s allows: %s', (type, payload, dataclassification) => {
    const request = made({}, [due(1, { event: anEvent({ type, data: { text: 'Canary words' } }) })]);
    expect(JSON.parse(request.body)).toMatchObject({ payload, dataclassification });
    expect(seen(request).includes('Canary words')).toBe(payload === 'full');
  });
});
