import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Browser } from 'playwright-core';
import { documents } from '#contracts';
import { WatchArrivals } from '#corridor';
import { languages } from '../../apps/hub/src/page/words/index.js';
import { openBrowser, openPage } from '../support/browser.js';
import type { Answer } from '../support/hub.js';
import { until } from '../support/until.js';
import { aCorridor, done, type TestCorridor } from './a-corridor.js';
import { aDeployment } from './a-deployment.js';
import { report } from './a-track.js';
import { whereabouts } from './whereabouts.js';

let of: TestCorridor;
beforeAll(async () => {
  of = await aCorridor();
}, 120_000);
afterAll(() => of.hub.close());

interface Made {
  readonly shareId: string;
  readonly token: string;
  readonly endsAt: string;
}
interface Seen {
  readonly unit: string;
  readonly expected: { readonly earliest: string; readonly latest: string } | null;
  readonly position: { readonly latitude: number; readonly longitude: number; readonly ageSeconds: number } | null;
}
interface Described {
  readonly paths: Record<string, { post: { responses: Record<number, { content: Record<string, { schema: object }> }> } }>;
  readonly components: object;
}

const make = async (more: object = {}): Promise<Made> => done(await of.operator.coordinator.send<Made>('corridor.share.create', { unitId: of.unitId, hours: 1, precisionMetres: 2_000, ...more }));
async function look(token: string): Promise<Answer> {
  const answer = await of.hub.anybody.post('/shares/look', { token });
  expect(unlike(answer)).toEqual([]);
  return answer;
}

/** In what an answer of the door is not what the document of the HTTP doors says of it. */
function unlike({ status, headers, body }: Answer): unknown[] {
  const { paths, components } = documents.openApi('0') as unknown as Described;
  const schema = paths['/api/v1/shares/look']?.post.responses[status]?.content[headers.get('content-type')?.split(';')[0] ?? '']?.schema;
  if (schema === undefined) return [`${status} as ${headers.get('content-type')} stands in no document`];
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  const obeys = ajv.compile({ ...schema, components });
  return obeys(body) ? [] : (obeys.errors ?? []);
}

describe('a public link to the position of a unit', () => {
  it('shows name, age and a rounded position to whoever holds it, and nothing else', async () => {
    const { token } = await make();
    expect((await look(token)).body).toMatchObject({ unit: 'Mobile hospital 1', position: null });
    await report(of, of.unitId, [{ fixTime: new Date(Date.now() - 60_000).toISOString(), latitude: 39.461234, longitude: 75.981234 }]);
    const { status, headers, body } = await look(token);
    expect([status, headers.get('cache-control'), headers.get('referrer-policy')]).toEqual([200, 'no-store', 'no-referrer']);
    expect(Object.keys(body).sort()).toEqual(['endsAt', 'expected', 'names', 'position', 'precisionMetres', 'unit']);
    const { position } = body as unknown as Seen;
    expect(Object.keys(position ?? {}).sort()).toEqual(['ageSeconds', 'latitude', 'longitude']);
    expect(position?.latitude).not.toBe(39.461234);
    expect(Math.abs((position?.latitude ?? 0) - 39.461234)).toBeLessThan(0.01);
    expect(position?.ageSeconds ?? 0).toBeGreaterThanOrEqual(60);
  });

  it('is not there any more once it has ended, whether by time or by hand, and never was for another secret', async () => {
    const [one, other] = [await make(), await make()];
    done(await of.operator.coordinator.send('corridor.share.end', { unitId: of.unitId, shareId: one.shareId }));
    await of.hub.database.sql(`UPDATE corridor_share SET created_at = now() - interval '2 hours', ends_at = now() - interval '1 second' WHERE id = $1`, [other.shareId]);
    expect([(await look(one.token)).status, (await look(other.token)).status, (await look('A'.repeat(43))).status, (await look('x')).status]).toEqual([410, 410, 404, 400]);
    expect([(await look(one.token)).body['code'], (await look(other.token)).body['code']]).toEqual(['share_revoked', 'share_over']);
    const again = await of.operator.coordinator.send('corridor.share.end', { unitId: of.unitId, shareId: other.shareId });
    expect([again.status, again.body['code']]).toEqual([409, 'share_ended']);
    const { data } = done(await of.operator.coordinator.get<{ data: { id: string; state: string }[] }>(`/units/${of.unitId}/shares`));
    expect(data.filter(({ id }) => [one.shareId, other.shareId].includes(id)).map(({ state }) => state)).toEqual(['ended', 'ended']);
  });

  it('lasts for three days at the most, and is the operator’s to make', async () => {
    const long = await of.operator.coordinator.send('corridor.share.create', { unitId: of.unitId, hours: 73 });
    expect([long.status, JSON.stringify(long.body).includes('/hours')]).toEqual([400, true]);
    for (const who of [of.operator.field, of.host.coordinator, of.administrator]) expect((await who.send('corridor.share.create', { unitId: of.unitId, hours: 1 })).status).toBe(403);
    expect((await of.stranger.send('corridor.share.create', { unitId: of.unitId, hours: 1 })).status).toBe(404);
  });

  it('leaves its secret in no table, log or metric', async () => {
    const { token } = await make();
    await look(token);
    await look(`${token}x`);
    expect(await whereabouts(of.hub, token)).toEqual([]);
  });

  it('says when the unit is expected at its next stop where those who made it say so, and otherwise does not', async () => {
    await aDeployment(of, 'in_transit');
    await report(of, of.unitId, [{ fixTime: new Date(Date.now() - 30_000).toISOString(), latitude: 39.47, longitude: 75.99 }]);
    await of.hub.app.get(WatchArrivals).look();
    const [with_, without] = [await look((await make({ arrival: true })).token), await look((await make()).token)];
    const { expected } = with_.body as unknown as Seen;
    expect(Date.parse(expected?.earliest ?? '')).toBeLessThan(Date.parse(expected?.latest ?? ''));
    expect((without.body as unknown as Seen).expected).toBeNull();
  });

  it('is one of twenty at the most, however many are asked for at once', async () => {
    const asked = await Promise.all(Array.from({ length: 30 }, () => of.operator.coordinator.insist('corridor.share.create', { unitId: of.unitId, hours: 1 })));
    expect(asked.filter(({ status }) => status !== 200).every(({ status, body }) => status === 409 && body['code'] === 'shares_full')).toBe(true);
    const [{ open } = { open: 0 }] = await of.hub.database.sql<{ open: number }>('SELECT count(*)::int AS open FROM corridor_share WHERE unit_id = $1 AND ended_at IS NULL AND ends_at > now()', [of.unitId]);
    expect(open).toBe(20);
  });
});

describe('the page of a link', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
    await of.hub.database.sql('DELETE FROM corridor_share');
  });
  afterAll(() => browser?.close());
  const words = (code: string) => languages.find((language) => language.code === code)!.words;

  it.each([['en', 1280], ['ur', 360], ['ar', 360], ['ru', 390], ['zh', 390]])('in %s at %i px shows all that the link shows, keeps its secret out of every address, and asks nobody else', async (locale, width) => {
    const names = { 'zh-Hans': '第一机动医院', ur: 'موبائل ہسپتال ۱' };
    done(await of.operator.coordinator.send('corridor.unit.change', { unitId: of.unitId, names }));
    const { token } = await make({ arrival: true });
    const { page, context, strangers, faults } = await openPage(browser, of.hub.url, { locale, width });
    const addresses: string[] = [];
    page.on('request', (request) => void addresses.push(request.url().split('#')[0] ?? '', ...Object.values(request.headers())));
    await page.goto(`${of.hub.url}/share#${token}`);
    await page.waitForSelector('#share:not([hidden])');
    expect([await page.textContent('#unit'), await page.isVisible('#expected'), await page.getAttribute('html', 'dir')]).toEqual([{ zh: names['zh-Hans'], ur: names.ur }[locale] ?? 'Mobile hospital 1', true, languages.find(({ code }) => code === locale)?.direction]);
    expect(await page.textContent('#place')).toMatch(/^39\.\d{3}° N, (75\.9|76\.0)\d{2}° E$/);
    expect(await page.textContent('#around')).toContain('2');
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect({ strangers, faults, told: addresses.filter((address) => address.includes(token)) }).toEqual({ strangers: [], faults: [], told: [] });
    expect(of.hub.journal.join('\n')).not.toContain(token);
    await context.close();
  });

  it('refreshes by itself, and says plainly when the link was withdrawn, is over, is not whole or never was one', async () => {
    const [one, other] = [await make(), await make()];
    await of.hub.database.sql(`UPDATE corridor_share SET created_at = now() - interval '2 hours', ends_at = now() - interval '1 second' WHERE id = $1`, [other.shareId]);
    const { page, context } = await openPage(browser, of.hub.url);
    await page.clock.install();
    const says = (text: string): Promise<void> => until(async () => (await page.textContent('#told')) === text);
    await page.goto(`${of.hub.url}/share#${one.token}`);
    await page.waitForSelector('#share:not([hidden])');
    done(await of.operator.coordinator.send('corridor.share.end', { unitId: of.unitId, shareId: one.shareId }));
    await page.clock.fastForward(31_000);
    await says(words('en').shareRevoked);
    expect(await page.isVisible('#unit')).toBe(false);
    for (const [hash, said] of [[other.token, 'shareOver'], ['A'.repeat(43), 'shareWrong'], [other.token.slice(1), 'shareWrong'], ['', 'shareNoLink']] as const) {
      await page.evaluate(`location.hash = '${hash}'`);
      await page.clock.runFor(100);
      await says(words('en')[said]);
    }
    await context.close();
  });
});
