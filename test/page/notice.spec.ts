import type { Browser } from 'playwright-core';
import { languages } from '../../apps/hub/src/page/words/index.js';
import { toldSoon } from '../notifications/inbox-of.js';
import { until } from '../support/until.js';
import { openBrowser, openPage, type WatchedPage } from '../support/browser.js';
import { startHub, type TestHub } from '../support/hub.js';
import { claim, enter, PASSWORD, type Someone } from '../support/people.js';

let hub: TestHub;
let browser: Browser;
let open: WatchedPage | undefined;
let reader: Someone;
let stranger: Someone;
let link: string;

beforeAll(async () => {
  [hub, browser] = await Promise.all([startHub(), openBrowser()]);
  const administrator = await claim(hub);
  [reader, stranger] = [await enter(hub, administrator, { roles: ['integrator'], language: 'ru' }), await enter(hub, administrator)];
  expect((await reader.send('identity.key.create', { name: 'Hospital system', scopes: ['events:read'] })).status).toBe(200);
  const [entry] = await toldSoon(reader, 'identity.key_created');
  link = `${hub.url}/inbox/${entry?.noticeId}`;
});
afterEach(async () => {
  await open?.context.close();
  open = undefined;
});
afterAll(async () => {
  await browser?.close();
  await hub?.close();
});

const visit = async (address: string, look: Parameters<typeof openPage>[2] = {}): Promise<WatchedPage> => {
  open = await openPage(browser, hub.url, look);
  await open.page.goto(address);
  return open;
};
const signIn = async ({ page }: WatchedPage, { email }: Someone, password = PASSWORD): Promise<void> => {
  await page.waitForSelector('#sign:not([hidden])');
  await page.fill('[name=email]', email);
  await page.fill('[name=password]', password);
  await page.click('#sign button');
};
const words = (code: string) => languages.find((language) => language.code === code)!.words;
const told = async ({ page }: WatchedPage, kind: string): Promise<string | null> => {
  await page.waitForSelector(`#told[data-kind=${kind}]:not(:empty)`);
  return page.textContent('#told');
};
const entry = async () => (await toldSoon(reader, 'identity.key_created'))[0];

describe('the link of a notice', () => {
  it('shows it to its reader alone, once signed in, in the reader’s language; shown is read, and it may be acknowledged', async () => {
    const watched = await visit(link, { locale: 'ur', width: 360 });
    await signIn(watched, reader, 'not the password at all');
    expect(await told(watched, 'bad')).toBe(words('ur').errorSignIn);
    await signIn(watched, reader);
    await watched.page.waitForSelector('#notice:not([hidden])');
    const { title, text } = (await entry())!;
    expect(await watched.page.textContent('#title')).toBe(title);
    expect(await watched.page.textContent('#text')).toBe(text);
    expect(await watched.page.getAttribute('#text', 'dir')).toBe('ltr');
    // Whoever came by the keyboard goes on from what they came for.
    await until(async () => (await watched.page.evaluate('document.activeElement.id')) === 'title');
    expect(await watched.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await watched.page.click('#acknowledge');
    expect(await told(watched, 'good')).toBe(words('ur').noticeDone);
    expect(await entry()).toMatchObject({ readAt: expect.any(String) as string, acknowledgedAt: expect.any(String) as string });
    expect(await watched.page.isVisible('#acknowledge')).toBe(false);
    expect(watched.strangers).toEqual([]);
  });

  it('shows nothing to somebody else, as where there never was one', async () => {
    const watched = await visit(link);
    expect(await watched.page.content()).not.toContain((await entry())?.title);
    await signIn(watched, stranger);
    expect(await told(watched, 'bad')).toBe(words('en').noticeNone);
    for (const other of ['0198a2b4-7c1e-7d3a-9f00-000000000001', 'nonsense']) {
      await watched.page.goto(`${hub.url}/inbox/${other}`);
      expect(await told(watched, 'bad')).toBe(words('en').noticeNone);
    }
    expect(await watched.page.isVisible('#notice')).toBe(false);
    await watched.page.click('#other a');
    await watched.page.waitForSelector('#sign:not([hidden])');
  });
});
