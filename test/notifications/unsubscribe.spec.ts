import { newId } from '#kernel';
import { MailChannel } from '#notifications';
import { startHub, type TestHub } from '../support/hub.js';
import { claim, enter, type Someone } from '../support/people.js';

const ORIGIN = 'https://hub.example.org';

let hub: TestHub;
let administrator: Someone;
let member: Someone;
beforeAll(async () => {
  hub = await startHub({ HUB_PUBLIC_URL: ORIGIN });
  administrator = await claim(hub);
  member = await enter(hub, administrator, { language: 'ar' });
});
afterAll(() => hub.close());

/** Sends a mail of a category. @returns the path that its unsubscribe link leads to */
async function linkOf(category: string, to: Someone = member): Promise<string> {
  const messageId = newId();
  await hub.app.get(MailChannel, { strict: false }).send({
    messageId, personId: to.personId, address: { id: 'mail', target: to.email }, language: 'ar', direction: 'rtl', zone: 'UTC', notice: 'x', category, about: 'meeting:1', title: 'مجلس', text: 'x',
    action: null, critical: false, appointment: null, items: [], count: 1,
  }, new AbortController().signal);
  const { body } = await administrator.get<{ source: string }>(`/outbox/${messageId}`);
  return new URL(/^List-Unsubscribe: <([^>]+)>/m.exec(body.source)?.[1] ?? '').pathname;
}

const preferences = (): Promise<object[]> => hub.database.sql('SELECT category, channel, about, wanted FROM notification_preference WHERE owner_id = $1 ORDER BY category, about NULLS FIRST', [member.personId]);
/** As mail programs do: no cookie, no origin, a form. */
const click = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${hub.url}${path}`, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click', ...init });

describe('the unsubscribe link of a mail', () => {
  it('shows a page in the person’s language and changes nothing when it is looked at', async () => {
    const answer = await fetch(`${hub.url}${await linkOf('meeting')}`);
    const page = await answer.text();
    expect(answer.status).toBe(200);
    expect(page).toContain('<html lang="ar" dir="rtl">');
    expect(page).toContain('أما الإشعارات المهمة فتُرسل على أي حال.');
    expect(answer.headers.get('content-security-policy')).toContain(`form-action 'self'`);
    expect(await preferences()).toEqual([]);
  });

  it('ends mail of that category with one click, however often it is sent and in whatever form', async () => {
    const path = await linkOf('meeting');
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, () => click(path)), click(path, { headers: {}, body: form }), click(path, { headers: { origin: 'https://mail.example.net', 'content-type': 'text/plain' } }),
    ]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await preferences()).toEqual([{ category: 'meeting', channel: 'mail', about: null, wanted: false }]);
  });

  it('ends it for a thing too of which the person had wanted mail', async () => {
    const about = `meeting:${newId()}`;
    await hub.database.sql(`INSERT INTO notification_preference (owner, owner_id, category, channel, about, wanted, changed_at) VALUES ('person', $1, 'poll', NULL, $2, true, now())`, [member.personId, about]);
    await click(await linkOf('poll'));
    expect((await preferences()).filter((one) => (one as { category: string }).category === 'poll')).toEqual([
      { category: 'poll', channel: 'mail', about: null, wanted: false }, { category: 'poll', channel: null, about, wanted: true }, { category: 'poll', channel: 'mail', about, wanted: false },
    ].sort((a, b) => Number(a.about !== null) - Number(b.about !== null)));
  });

  it('is the same in each mail of a category and another for each person and category, also of many made at once', async () => {
    const paths = await Promise.all([...Array.from({ length: 10 }, () => linkOf('seat')), linkOf('stock'), linkOf('seat', administrator)]);
    expect(new Set(paths).size).toBe(3);
  });

  it('does not stand in the database', async () => {
    const token = (await linkOf('seat')).split('/').at(-1) ?? '';
    const rows = await hub.database.sql<{ row: string }>('SELECT u::text AS row FROM notification_unsubscribe u');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.some(({ row }) => row.includes(token) || row.includes(Buffer.from(token).toString('hex')))).toBe(false);
  });

  it('that is nobody’s says so plainly, and changes nothing', async () => {
    const before = await preferences();
    for (const token of ['x', 'A'.repeat(43), '..%2f', `${'a'.repeat(43)}%00`]) {
      const answers = [await fetch(`${hub.url}/unsubscribe/${token}`, { headers: { 'accept-language': 'zh-CN,en' } }), await click(`/unsubscribe/${token}`)];
      expect(answers.map(({ status }) => status)).toEqual([404, 404]);
      expect(await answers[0]?.text()).toContain('此链接无效');
    }
    expect(await preferences()).toEqual(before);
  });
});

describe('the outbox of a hub without a mail server', () => {
  it('is read by administrators alone: mails hold addresses', async () => {
    await linkOf('meeting');
    const list = (await administrator.get<{ data: { id: string; to: string; subject: string; bytes: number }[] }>('/outbox?limit=1')).body.data;
    expect(list).toMatchObject([{ to: member.email, subject: 'مجلس' }]);
    const mail = (await administrator.get<{ source: string; bytes: number }>(`/outbox/${list[0]?.id}`)).body;
    expect(mail.bytes).toBe(list[0]?.bytes);
    expect(mail.source).toMatch(/\r\nMessage-ID: </);
    expect([(await member.get('/outbox')).status, (await member.get(`/outbox/${list[0]?.id}`)).status, (await hub.anybody.get('/outbox')).status]).toEqual([403, 403, 401]);
    expect((await administrator.get(`/outbox/${newId()}`)).body).toMatchObject({ code: 'mail_unknown' });
  });

  it('is read page by page', async () => {
    type Page = { data: { id: string }[]; iterator: string; done: boolean };
    const first = (await administrator.get<Page>('/outbox?limit=2')).body;
    const second = (await administrator.get<Page>(`/outbox?limit=2&iterator=${first.iterator}`)).body;
    expect(new Set([...first.data, ...second.data].map(({ id }) => id)).size).toBe(4);
    expect(first.data.every(({ id }) => id > (second.data[0]?.id ?? ''))).toBe(true);
  });
});
