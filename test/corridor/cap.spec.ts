import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import type { Someone } from '../support/people.js';
import { aCorridor, done, type TestCorridor } from './a-corridor.js';
import { clear, raise, silence } from './an-alert.js';

let of: TestCorridor;
let schema: XsdValidator;
beforeAll(async () => {
  schema = XsdValidator.fromDoc(XmlDocument.fromString(readFileSync(join(import.meta.dirname, 'cap-1.2.xsd'), 'utf8')));
  of = await aCorridor();
}, 120_000);
afterAll(() => of.hub.close());

const NAMESPACES = { cap: 'urn:oasis:names:tc:emergency:cap:1.2', atom: 'http://www.w3.org/2005/Atom' };

/** What a door answers that speaks no JSON. */
async function fetched(someone: Someone, path: string, headers: Record<string, string> = {}): Promise<{ status: number; type: string; etag: string; text: string }> {
  const answer = await fetch(`${of.hub.url}/api/v1${path}`, { headers: { authorization: `Bearer ${someone.token}`, ...headers } });
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', etag: answer.headers.get('etag') ?? '', text: await answer.text() };
}

/** The texts of an XML document at these places. @throws when it is not well-formed */
function read(text: string, ...paths: string[]): (string | undefined)[] {
  const document = XmlDocument.fromString(text);
  try {
    return paths.map((path) => document.get(path, NAMESPACES)?.content);
  } finally {
    document.dispose();
  }
}

/** The message, once it is well-formed and as the standard has it. */
async function message(alertId: string): Promise<string> {
  const { status, type, text } = await fetched(of.operator.coordinator, `/alerts/${alertId}.cap`);
  expect([status, type]).toEqual([200, 'application/cap+xml; charset=utf-8']);
  const document = XmlDocument.fromString(text);
  schema.validate(document);
  document.dispose();
  return text;
}

const raised = async (more: object = {}): Promise<string> => done(await of.operator.coordinator.send<{ alertId: string }>('corridor.alert.raise', {
  corridorId: of.corridorId, institutionId: of.operator.institutionId, severity: 'severe', headline: 'Water <contaminated> & "closed"', ...more,
})).alertId;

describe('an alert as a CAP message', () => {
  it('is valid, and says what people wrote as they wrote it', async () => {
    const alertId = await raised({ description: 'Zeile\u0007 – 水', category: 'cbrne', responseType: 'avoid', expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    const text = await message(alertId);
    expect(read(text, '//cap:identifier', '//cap:sender', '//cap:status', '//cap:msgType', '//cap:category', '//cap:responseType', '//cap:headline', '//cap:description', '//cap:note')).toEqual([
      `${alertId}.1`, `urn:uuid:${of.operator.institutionId}`, 'Actual', 'Alert', 'CBRNE', 'Avoid', 'Water <contaminated> & "closed"', 'Zeile – 水', undefined,
    ]);
  });

  it('is cancelled with its end, and refers to what it cancels', async () => {
    const one = silence(of, { key: 'cancelled' });
    const alertId = (await raise(of, one)) ?? '';
    await clear(of, one.key);
    expect(read(await message(alertId), '//cap:identifier', '//cap:msgType', '//cap:responseType')).toEqual([`${alertId}.3`, 'Cancel', 'AllClear']);
    expect(read(await message(alertId), '//cap:references')[0]).toMatch(new RegExp(`^urn:uuid:${of.operator.institutionId},${alertId}\\.1,[-0-9T:]+-00:00$`));
  });

  it('is updated by another one, which refers to it', async () => {
    const alertId = await raised();
    const { alertId: next } = done(await of.operator.coordinator.send<{ alertId: string }>('corridor.alert.supersede', { alertId, messageType: 'update', severity: 'extreme', reason: 'More wells' }));
    expect(read(await message(next), '//cap:msgType', '//cap:severity')).toEqual(['Update', 'Extreme']);
    expect(read(await message(next), '//cap:references')[0]).toContain(`${alertId}.1,`);
    done(await of.operator.coordinator.send('corridor.alert.supersede', { alertId: next, messageType: 'error', reason: 'Wrong wells' }));
    expect(read(await message(next), '//cap:msgType')).toEqual(['Error']);
  });

  it('says wherever somebody could take it for real that it is a drill', async () => {
    const text = await message(await raised({ exercise: true }));
    expect(read(text, '//cap:status')).toEqual(['Exercise']);
    for (const said of read(text, '//cap:note', '//cap:event', '//cap:headline')) expect(said).toMatch(/^EXERCISE: /);
  });

  it('is nobody’s who may not read the alert, and nothing where there is none', async () => {
    const alertId = await raised();
    expect((await fetched(of.host.coordinator, `/alerts/${alertId}.cap`)).status).toBe(404);
    const none = await fetched(of.operator.coordinator, `/alerts/${of.corridorId}.cap`);
    expect([none.status, none.type]).toEqual([404, 'application/problem+json; charset=utf-8']);
    expect((await fetch(`${of.hub.url}/api/v1/alerts/${alertId}.cap`)).status).toBe(401);
  });
});

describe('the CAP feed of a corridor', () => {
  const feed = (search = '', headers: Record<string, string> = {}): ReturnType<typeof fetched> => fetched(of.operator.coordinator, `/corridors/${of.corridorId}/alerts.cap${search}`, headers);
  const entries = (text: string): string[] => {
    const document = XmlDocument.fromString(text);
    const found = document.find('//atom:entry/atom:id', NAMESPACES).map(({ content }) => content);
    document.dispose();
    return found;
  };

  it('holds the open alerts as valid messages under stable ids, and no drill unless it is asked for', async () => {
    const [real, drill] = [await raised(), await raised({ exercise: true })];
    const { type, text } = await feed();
    expect(type).toBe('application/atom+xml; charset=utf-8');
    expect(entries(text)).toContain(`urn:uuid:${real}`);
    expect(entries(text)).not.toContain(`urn:uuid:${drill}`);
    expect(entries((await feed('?status=exercise')).text)).toContain(`urn:uuid:${drill}`);
    const inside = text.match(/<alert .*?<\/alert>/g) ?? [];
    expect(inside).toHaveLength(entries(text).length);
    for (const one of inside) schema.validate(XmlDocument.fromString(one));
  });

  it('has the same ETag until something changes', async () => {
    const alertId = await raised();
    const { etag } = await feed();
    const again = await feed('', { 'if-none-match': etag });
    expect([again.status, again.text]).toEqual([304, '']);
    done(await of.operator.coordinator.send('corridor.alert.acknowledge', { alertId }));
    expect((await feed('', { 'if-none-match': etag })).status).toBe(200);
  });

  it('goes on page by page, and names what was asked wrongly', async () => {
    for (let n = 0; n < 3; n += 1) await raised();
    const { text } = await feed('?limit=2');
    const next = read(text, '//atom:link[@rel="next"]/@href')[0] ?? '';
    const following = await fetched(of.operator.coordinator, next.slice(`${of.hub.url}/api/v1`.length));
    expect([entries(text).length, entries(following.text).some((id) => entries(text).includes(id))]).toEqual([2, false]);
    const wrong = await feed('?status=real');
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('/status')]);
  });

  it('shows another organisation nothing of what is not shared with it', async () => {
    expect(entries((await fetched(of.host.coordinator, `/corridors/${of.corridorId}/alerts.cap`)).text)).toEqual([]);
    expect((await fetched(of.stranger, `/corridors/${of.corridorId}/alerts.cap`)).status).toBe(404);
  });
});
