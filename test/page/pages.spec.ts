import { request } from 'node:http';
import type { Browser } from 'playwright-core';
import { languages } from '../../apps/hub/src/page/words/index.js';
import { openBrowser, openPage, type WatchedPage } from '../support/browser.js';
import { startHub, type TestHub } from '../support/hub.js';
import { PASSWORD, setupToken, signIn, type Someone } from '../support/people.js';

let hub: TestHub;
let browser: Browser;
let open: WatchedPage | undefined;

beforeAll(async () => {
  [hub, browser] = await Promise.all([startHub({ HUB_DEMO: 'true' }), openBrowser()]);
});
afterEach(async () => {
  await open?.context.close();
  open = undefined;
});
afterAll(async () => {
  await browser?.close();
  await hub?.close();
});

const visit = async (path: string, look: Parameters<typeof openPage>[2] = {}): Promise<WatchedPage> => {
  open = await openPage(browser, hub.url, look);
  await open.page.goto(hub.url + path);
  return open;
};
const looks = languages.flatMap(({ code }) => [[code, 390, false], [code, 390, true], [code, 1280, false], [code, 1280, true]] as const);

describe('the front page', () => {
  it.each(looks)('in %s at %i px (dark: %s) tells the hub\'s health, stays within the screen and asks nobody else', async (code, width, dark) => {
    const { page, strangers, faults } = await visit('/', { locale: code, width, dark });
    await page.waitForSelector('#health[data-state=ready]');
    const language = languages.find((one) => one.code === code);
    expect(await page.getAttribute('html', 'lang')).toBe(code);
    expect(await page.getAttribute('html', 'dir')).toBe(language?.direction);
    expect(await page.textContent('h1')).toBe(language?.words.tagline);
    expect(await page.textContent('#claim')).toContain(language?.words.claimOpen);
    expect(await page.textContent('.demo')).toBe(language?.words.demo);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect({ strangers, faults }).toEqual({ strangers: [], faults: [] });
  });

  it('changes its language by the switch, against the browser\'s', async () => {
    const { page } = await visit('/', { locale: 'ru' });
    await page.click('.languages a[lang=ur]');
    expect(await page.getAttribute('html', 'lang')).toBe('ur');
    expect(await page.getAttribute('html', 'dir')).toBe('rtl');
  });

  it('lets nothing run but its own script', async () => {
    const { headers } = await fetch(hub.url);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('the viewers', () => {
  it('show every part of the HTTP document, and load nothing from outside', async () => {
    const { page, strangers, faults } = await visit('/docs/api', { width: 320 });
    await page.waitForSelector('#operations-tag-council');
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await page.textContent('#viewer')).toContain('Corridor Hub over HTTP');
    expect({ strangers, faults }).toEqual({ strangers: [], faults: [] });
  });

  it('show the event document in a sandbox that can ask nobody, the hub neither', async () => {
    const { page, strangers, faults } = await visit('/docs/events', { width: 320 });
    await page.waitForSelector('text=council.floor.requested.v1', { state: 'attached' });
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect({ strangers, faults }).toEqual({ strangers: [], faults: [] });
    expect(await page.evaluate(`fetch('/health/live').then(() => 'asked', () => 'refused')`)).toBe('refused');
    expect(await page.evaluate(`(() => { try { return document.cookie } catch { return 'no cookies' } })()`)).toBe('no cookies');
  });

  it('are told their files as UTF-8, and documents with a tag that saves sending them again', async () => {
    expect((await fetch(`${hub.url}/docs/assets/asyncapi.js`)).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    for (const name of ['openapi', 'asyncapi']) {
      const first = await fetch(`${hub.url}/api/${name}.json`);
      expect(first.headers.get('content-type')).toBe('application/json; charset=utf-8');
      const again = await fetch(first.url, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
      expect({ name, first: first.status, again: again.status }).toEqual({ name, first: 200, again: 304 });
    }
  });

  it('have a row for the type of every problem', async () => {
    const problem = (await hub.anybody.get<{ type: string; code: string }>('/meetings')).body;
    expect(problem.type).toBe(`/docs#${problem.code}`);
    const { page } = await visit(problem.type);
    expect(await page.locator(`tr#${problem.code}`).isVisible()).toBe(true);
  });
});

describe('an address without a page', () => {
  it('tells a person so in words, and a program in a problem', async () => {
    const person = await fetch(`${hub.url}/nowhere?lang=zh`, { headers: { accept: 'text/html' } });
    expect(person.status).toBe(404);
    expect(await person.text()).toContain('此处没有内容');
    for (const unreadable of ['/%', '/inbox/%']) {
      const answer = await fetch(hub.url + unreadable, { headers: { accept: 'text/html', 'accept-language': 'zh' } });
      expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('此处没有内容')]);
    }
    const program = await hub.anybody.ask('GET', '/api/v1/nowhere');
    expect(program).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it.each(['//', '///', '//[', '//x//evil.example/', '/\\evil.example/', '/inbox//evil.example'])('leads nowhere else, whatever the address is: %s', async (path) => {
    const { port } = new URL(hub.url);
    const page = await new Promise<string>((resolve, reject) => {
      // Not `fetch`, which would tidy the address up.
      request({ host: '127.0.0.1', port, path, headers: { accept: 'text/html' } }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => resolve(`${answer.statusCode} ${text}`));
      }).on('error', reject).end();
    });
    expect(page).toMatch(/^404 <!doctype html>/);
    const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, link = '']) => new URL(link, hub.url).origin).filter((origin) => origin !== 'null');
    expect(new Set(links)).toEqual(new Set([hub.url]));
  });

  it('writes nothing of the address into the page as HTML', async () => {
    const answer = await fetch(`${hub.url}/%22%3E%3Cscript%3Ealert(1)%3C/script%3E?lang=<script>`, { headers: { accept: 'text/html' } });
    expect(await answer.text()).not.toMatch(/<script>|"><script/);
  });
});

const fill = async ({ page }: WatchedPage, values: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, value] of Object.entries(values)) await page.fill(`[name=${name}]`, value);
  await page.click('button');
};
const told = async ({ page }: WatchedPage, kind: string): Promise<string | null> => {
  await page.waitForSelector(`#told[data-kind=${kind}]`);
  return page.textContent('#told');
};
const words = (code: string) => languages.find((language) => language.code === code)!.words;
const somebody = { name: 'Гульдаста Аманова', email: 'first@example.org', password: PASSWORD, repeat: PASSWORD };

describe('the setup page', () => {

  it('without the link says where the link is', async () => {
    const watched = await visit('/setup', { locale: 'ar' });
    expect(await told(watched, 'bad')).toBe(words('ar').setupNoLink);
    expect(await watched.page.isVisible('form')).toBe(false);
  });

  it('says what is wrong, in the words of the page, and keeps the link when the language changes', async () => {
    const watched = await visit(`/setup#${setupToken(hub)}`);
    await fill(watched, { ...somebody, repeat: 'something else altogether' });
    expect(await told(watched, 'bad')).toBe(words('en').errorRepeat);
    await fill(watched, { ...somebody, password: 'short', repeat: 'short' });
    expect(await told(watched, 'bad')).toBe(words('en').errorWeak);
    await watched.page.click('.languages a[lang=zh]');
    await watched.page.waitForSelector('html[lang=zh] form:not([hidden])');
    expect(watched.faults).toEqual([]);
  });

  it('refuses a link that is not the hub\'s', async () => {
    const watched = await visit(`/setup#${'x'.repeat(43)}`, { locale: 'ru' });
    await fill(watched, somebody);
    expect(await told(watched, 'bad')).toBe(words('ru').errorClosed);
  });

  it('makes the first administrator, signs them in, and takes the token out of the address; the front page knows', async () => {
    const watched = await visit(`/setup#${setupToken(hub)}`, { locale: 'ur' });
    await fill(watched, somebody);
    expect(await told(watched, 'good')).toBe(words('ur').setupDone);
    expect(watched.page.url()).toBe(`${hub.url}/setup`);
    expect((await watched.context.cookies()).map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite }))).toEqual([{ name: 'hub_session', httpOnly: true, sameSite: 'Lax' }]);
    await watched.page.click('#home a');
    expect(await watched.page.textContent('#claim')).toContain(words('ur').claimDone);
    await watched.page.goto(`${hub.url}/setup#${'x'.repeat(43)}`);
    expect([await watched.page.textContent('main'), await watched.page.locator('form').count()]).toEqual([expect.stringContaining(words('ur').claimDone), 0]);
    expect({ strangers: watched.strangers, faults: watched.faults }).toEqual({ strangers: [], faults: [] });
  });
});

/** Once somebody has taken the hub over. */
describe('the page of an invitation', () => {
  const NEXT = 'the ambulance hums softly uphill';
  let administrator: Someone;
  beforeAll(async () => {
    administrator = await signIn(hub, somebody.email);
  });
  const invite = async (email: string): Promise<{ personId: string; token: string }> => (await administrator.send<{ personId: string; token: string }>('identity.person.invite', { name: 'گل دستہ', email })).body;

  it.each(languages.map(({ code }) => [code] as const))('in %s shows for whom it is, takes a password and signs them in, and stays within a small screen', async (code) => {
    const email = `${code}@example.org`;
    const { token, personId } = await invite(email);
    const watched = await visit(`/invitation#${token}`, { locale: code, width: 320 });
    await watched.page.waitForSelector('form:not([hidden])');
    expect([await watched.page.inputValue('[name=email]'), await watched.page.inputValue('[name=name]')]).toEqual([email, 'گل دستہ']);
    await fill(watched, { password: 'short', repeat: 'short' });
    expect(await told(watched, 'bad')).toBe(words(code).errorWeak);
    expect(await watched.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await fill(watched, { password: NEXT, repeat: NEXT });
    expect(await told(watched, 'good')).toBe(words(code).inviteDone);
    expect([watched.page.url(), (await watched.context.cookies()).map(({ name }) => name)]).toEqual([`${hub.url}/invitation`, ['hub_session']]);
    expect((await administrator.get(`/people/${personId}`)).body).toMatchObject({ state: 'active', language: code });
    expect({ strangers: watched.strangers, faults: watched.faults.filter((fault) => !fault.includes('400')) }).toEqual({ strangers: [], faults: [] });
  });

  it('serves who forgot the password, once, and says plainly when a link is worth nothing', async () => {
    const { token } = (await administrator.send<{ token: string }>('identity.password.reset', { personId: administrator.personId })).body;
    const watched = await visit(`/invitation#${token}`, { locale: 'ru' });
    await watched.page.waitForSelector('form:not([hidden])');
    await fill(watched, { password: NEXT, repeat: NEXT });
    expect(await told(watched, 'good')).toBe(words('ru').inviteDone);
    for (const [hash, said] of [[`#${token}`, 'inviteClosed'], [`#${'A'.repeat(43)}`, 'inviteClosed'], ['#cut-off', 'inviteClosed'], ['', 'inviteNoLink']] as const) {
      await watched.page.goto('about:blank');
      await watched.page.goto(`${hub.url}/invitation${hash}`);
      expect([await told(watched, 'bad'), await watched.page.isVisible('form')]).toEqual([words('ru')[said], false]);
    }
  });
});
