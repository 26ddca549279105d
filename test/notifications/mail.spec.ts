import { newId } from '#kernel';
import { MailChannel, type Outgoing } from '#notifications';
import { startHub, type TestHub } from '../support/hub.js';
import { MailSink, type GotMail } from '../support/mail-sink.js';
import { claim, enter, type Someone } from '../support/people.js';
import { until } from '../support/until.js';

const SECRET = 'a-secret-of-the-mail-system';
const ABOUT = 'meeting:0198a2b4-7c1e-7d3a-9f00-000000000001';

let hub: TestHub;
let sink: MailSink;
let administrator: Someone;
let member: Someone;
let channel: MailChannel;
beforeAll(async () => {
  sink = await MailSink.open();
  hub = await startHub({ SMTP_URL: sink.url, HUB_PUBLIC_URL: 'https://hub.example.org', HUB_MAIL_FROM: 'Hub <hub@example.org>', HUB_BOUNCE_SECRET: SECRET });
  administrator = await claim(hub);
  member = await enter(hub, administrator, { language: 'ur', zone: 'Asia/Karachi' });
  channel = hub.app.get(MailChannel, { strict: false });
});
afterAll(async () => {
  await hub.close();
  await sink.close();
});

function aMail(to: Someone, given: Partial<Outgoing> = {}): Outgoing {
  return {
    messageId: newId(), personId: to.personId, address: { id: 'mail', target: `${to.email} Guldasta Amanova` }, language: 'en', direction: 'ltr', zone: 'Asia/Karachi', notice: 'council.convened', category: 'meeting',
    about: ABOUT, title: 'Council', text: 'A meeting is convened.', action: { label: 'Open it', url: 'https://hub.example.org/inbox/1' },
    critical: false, appointment: null, items: [], count: 1, ...given,
  };
}

const send = (mail: Outgoing): ReturnType<MailChannel['send']> => channel.send(mail, new AbortController().signal);
const header = ({ mail }: GotMail, name: string): string | undefined => mail.headers.find(({ key }) => key === name)?.value;
const idOf = (messageId: string): string => `<${messageId}@example.org>`;

async function sent(mail: Outgoing): Promise<GotMail> {
  await send(mail);
  return sink.find((got) => got.mail.messageId === idOf(mail.messageId));
}

describe('a mail', () => {
  it('carries what programs look at, and no header that its words would make', async () => {
    const got = await sent(aMail(member, { title: 'Council\r\nBcc: evil@example.org' }));
    expect(got.mail.subject).toBe('Council Bcc: evil@example.org');
    expect([header(got, 'bcc'), header(got, 'reply-to')]).toEqual([undefined, undefined]);
    expect(got.from).toBe('hub@example.org');
    expect(got.to).toBe(member.email);
    expect(got.mail.from).toMatchObject({ name: 'Hub', address: 'hub@example.org' });
    expect(got.mail.to).toMatchObject([{ name: 'Guldasta Amanova', address: member.email }]);
    expect(['auto-submitted', 'precedence', 'list-id', 'references', 'in-reply-to', 'content-language'].map((name) => header(got, name))).toEqual([
      'auto-generated', 'bulk', '<meeting.notices.example.org>', '<thread.meeting.0198a2b4-7c1e-7d3a-9f00-000000000001@example.org>', '<thread.meeting.0198a2b4-7c1e-7d3a-9f00-000000000001@example.org>', 'en',
    ]);
    expect(header(got, 'list-unsubscribe')).toMatch(/^<https:\/\/hub\.example\.org\/unsubscribe\/[\w-]{43}>$/);
    expect(header(got, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
  });

  it.each([
    ['en', 'ltr', 'Council of the corridor'], ['zh', 'ltr', '走廊理事会'], ['ru', 'ltr', 'Совет коридора'], ['ur', 'rtl', 'راہداری کی کونسل'], ['ar', 'rtl', 'مجلس الممر'],
  ] as const)('reads in %s, %s, in both parts', async (language, direction, title) => {
    const { mail } = await sent(aMail(member, { language, direction, title, text: `${title} — 1 < 2 & <b>no</b>`, address: { id: 'mail', target: `${member.email} ${title}` } }));
    expect(mail.subject).toBe(title);
    expect(mail.to?.[0]?.name).toBe(title);
    expect(mail.text).toContain(`${title} — 1 < 2 & <b>no</b>`);
    expect(mail.text).toContain('https://hub.example.org/inbox/1');
    expect(mail.html).toContain(`<html lang="${language}" dir="${direction}">`);
    expect(mail.html).toContain(`${title} — 1 &#60; 2 &#38; &#60;b&#62;no&#60;/b&#62;`);
    expect(mail.html).not.toMatch(/<img|<script|<link|src=/);
    expect([...(mail.html ?? '').matchAll(/href="([^"]*)"/g)].every(([, url]) => url?.startsWith('https://hub.example.org/'))).toBe(true);
  });

  it('names what a digest gathers, and how many more there are', async () => {
    const items = [{ title: 'One', text: 'first', url: 'https://hub.example.org/inbox/1' }, { title: 'Two', text: 'second', url: 'https://hub.example.org/inbox/2' }];
    const got = await sent(aMail(member, { title: '5 notices for you', text: '', items, count: 5 }));
    expect(got.mail.text).toMatch(/One[\s\S]*first[\s\S]*Two[\s\S]*second[\s\S]*and 3 more/);
    expect(got.mail.html).toContain('and 3 more');
    expect(header(got, 'references')).toBeUndefined();
  });

  it('that is critical offers no way to stop it, and says so', async () => {
    const got = await sent(aMail(member, { critical: true }));
    expect(header(got, 'list-unsubscribe')).toBeUndefined();
    expect(header(got, 'importance')).toBe('high');
    expect(got.mail.text).toContain('cannot be unsubscribed from');
  });
});

describe('a mail server that does not take a mail', () => {
  const refusing = async (code: number, text: string, at: 'recipient' | 'whole'): Promise<unknown> => {
    const taking = sink[at];
    sink[at] = () => ({ code, text });
    const fault = await send(aMail(member)).then(() => null, (reason: unknown) => reason);
    sink[at] = taking;
    return fault;
  };
  const suppressed = async (): Promise<unknown> => (await member.get<{ suppressed: unknown }>('/mail')).body.suppressed;

  it('for now is asked again', async () => {
    expect(await refusing(451, '4.3.2 try later', 'recipient')).toMatchObject({ permanent: false });
    expect(await refusing(452, '4.3.1 full', 'whole')).toMatchObject({ permanent: false });
    expect(await suppressed()).toBeNull();
  });

  it('for good, for what the mail is or for a mailbox that is full, says nothing of the address', async () => {
    expect(await refusing(554, '5.7.1 refused by policy', 'whole')).toMatchObject({ permanent: true });
    expect(await refusing(552, '5.2.2 mailbox full', 'recipient')).toMatchObject({ permanent: true });
    expect(await suppressed()).toBeNull();
  });

  it('because there is no such address ends mail to it, until its person shows that it works again', async () => {
    expect(await refusing(550, '5.1.1 no such user', 'recipient')).toMatchObject({ permanent: true });
    expect(await suppressed()).toMatchObject({ reason: 'bounced', status: '5.1.1' });
    expect((await administrator.get<{ data: unknown[] }>('/mail-suppressions')).body.data).toMatchObject([{ address: member.email, reason: 'bounced', status: '5.1.1' }]);
    expect((await member.send('notifications.mail.test', {})).status).toBe(200);
    await until(async () => (await member.get<{ test: { state: string } | null }>('/mail')).body.test?.state === 'sent');
    expect(await suppressed()).toBeNull();
    const again = await member.send('notifications.mail.test', {});
    expect([again.status, again.body['code']]).toEqual([429, 'mail_test_too_soon']);
    expect((await sink.find(({ mail }) => mail.subject === 'سسٹم کی طرف سے آزمائشی پیغام')).to).toBe(member.email);
  });

  it('because it is away gets the same mail, under the same id, when it is back', async () => {
    const mail = aMail(member);
    await sink.close();
    await expect(send(mail)).rejects.toMatchObject({ permanent: false });
    await sink.listen();
    expect((await sent(mail)).mail.messageId).toBe(idOf(mail.messageId));
  });
});

describe('addresses to which no mail goes', () => {
  it('are stopped and released by administrators, however they are written', async () => {
    expect((await administrator.send('notifications.suppression.add', { address: member.email.toUpperCase() })).status).toBe(200);
    expect((await member.get('/mail')).body['suppressed']).toMatchObject({ reason: 'by_hand' });
    expect((await administrator.send('notifications.suppression.lift', { address: member.email })).status).toBe(200);
    expect((await administrator.send('notifications.suppression.lift', { address: member.email })).body).toMatchObject({ code: 'mail_not_stopped' });
    expect((await administrator.send('notifications.suppression.add', { address: 'no address' })).body).toMatchObject({ code: 'invalid_input' });
    expect((await member.get('/mail')).body['suppressed']).toBeNull();
  });
});

/** A message that the hub has sent, as the drain writes it down. */
async function aSentMessage(to: Someone): Promise<string> {
  const [noticeId, messageId] = [newId(), newId()];
  await hub.database.sql(
    `INSERT INTO notification_notice (id, name, key, category, critical, about, facts, digest_key, event_id, event_type, state, at, people, chain, created_at, changed_at)
     VALUES ($1::uuid, 'council.convened', $4, 'meeting', false, $2, '{}', 'x', $1::uuid, 'x.v1', 'told', now(), ARRAY[$3::uuid], '{}', now(), now())`, [noticeId, ABOUT, to.personId, noticeId]);
  await hub.database.sql(
    `INSERT INTO notification_message (id, notice_id, person_id, channel, state, reference, steps, created_at, moved_at) VALUES ($1, $2, $3, 'mail', 'sent', $4, '[]', now(), now())`, [messageId, noticeId, to.personId, messageId]);
  return messageId;
}

const stateOf = async (messageId: string): Promise<unknown> => (await hub.database.sql<{ state: string }>('SELECT state FROM notification_message WHERE id = $1', [messageId]))[0]?.state;

const report = (messageId: string, recipient: string, action = 'failed', status = '5.1.1'): string => [
  'From: MAILER-DAEMON@mx.example.net', 'To: hub@example.org', 'Subject: Undelivered', 'MIME-Version: 1.0', 'Content-Type: multipart/report; report-type=delivery-status;', '\tboundary="b1"', '',
  'prose', '--b1', 'Content-Type: text/plain', '', `Mail to ${recipient} came back.`, '', '--b1', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example.net', '',
  `Final-Recipient: rfc822; ${recipient}`, `Action: ${action}`, `Status: ${status}`, '', '--b1', 'Content-Type: text/rfc822-headers', '', 'From: hub@example.org', `Message-ID: ${idOf(messageId)}`, '', '--b1--', '',
].join('\r\n');

const post = async (body: string, secret = SECRET): Promise<{ status: number; body: Record<string, unknown> }> => {
  const answer = await fetch(`${hub.url}/api/v1/mail-reports`, { method: 'POST', headers: { authorization: `Bearer ${secret}`, 'content-type': 'message/rfc822' }, body });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

describe('reports of mail systems', () => {
  it('of a mail that came back mark the message and stop the address', async () => {
    const messageId = await aSentMessage(member);
    expect(await post(report(messageId, member.email))).toEqual({ status: 200, body: { reports: 1, noted: 1 } });
    expect(await stateOf(messageId)).toBe('bounced');
    expect((await member.get('/mail')).body['suppressed']).toMatchObject({ reason: 'bounced', status: '5.1.1' });
    await administrator.send('notifications.suppression.lift', { address: member.email });
  });

  it('of a delivery, of a delay, or of a full mailbox stop nothing', async () => {
    const [delivered, delayed, full] = [await aSentMessage(member), await aSentMessage(member), await aSentMessage(member)];
    await post(report(delivered, member.email, 'delivered', '2.0.0'));
    await post(report(delayed, member.email, 'delayed', '4.4.1'));
    await post(report(full, member.email, 'failed', '5.2.2'));
    expect(await Promise.all([delivered, delayed, full].map(stateOf))).toEqual(['delivered', 'sent', 'bounced']);
    expect((await member.get('/mail')).body['suppressed']).toBeNull();
  });

  it('whose recipient is endless are read at once', async () => {
    const messageId = await aSentMessage(member);
    const begun = performance.now();
    expect(await post(report(messageId, 'x'.repeat(150_000)))).toEqual({ status: 200, body: { reports: 1, noted: 0 } });
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(await stateOf(messageId)).toBe('sent');
  });

  it('that complain stop the address', async () => {
    const messageId = await aSentMessage(member);
    const complaint = ['Content-Type: multipart/report; report-type=feedback-report; boundary=b', '', '--b', 'Content-Type: message/feedback-report', '', 'Feedback-Type: abuse', 'Version: 1', '', '--b', 'Content-Type: message/rfc822', '', `Message-ID: ${idOf(messageId)}`, `To: ${member.email}`, '', 'x', '--b--'].join('\n');
    expect((await post(complaint)).body).toEqual({ reports: 1, noted: 1 });
    expect((await member.get('/mail')).body['suppressed']).toMatchObject({ reason: 'complained' });
    await administrator.send('notifications.suppression.lift', { address: member.email });
  });

  it('about nobody’s message, or about another address, change nothing', async () => {
    const messageId = await aSentMessage(member);
    expect((await post(report(newId(), member.email))).body).toEqual({ reports: 1, noted: 0 });
    expect((await post(report(messageId, administrator.email))).body).toEqual({ reports: 1, noted: 0 });
    expect(await stateOf(messageId)).toBe('sent');
    expect((await administrator.get<{ data: unknown[] }>('/mail-suppressions')).body.data).toEqual([]);
  });

  it('that are none, or come without the secret, are refused', async () => {
    expect(await post('Subject: hello\r\n\r\nhello')).toMatchObject({ status: 400, body: { code: 'bounce_unreadable' } });
    expect(await post(report(newId(), member.email), 'another')).toMatchObject({ status: 401 });
  });
});

describe('what a notice says', () => {
  it('is shown before it is sent, in each language', async () => {
    const all = (await member.get<{ languages: string[]; notices: { name: string }[] }>('/notice-kinds')).body;
    expect(all.notices.length).toBeGreaterThan(10);
    for (const language of all.languages) {
      const { status, body } = await member.get<{ language: string; title: string; mail: { html: string } }>(`/notice-kinds/${all.notices[0]?.name}/preview?language=${language}`);
      expect([status, body.language]).toEqual([200, language]);
      expect(body.mail.html).toContain(`<html lang="${language}"`);
    }
  });

  it('is nothing of a notice or in a language that there is not: the field is named', async () => {
    expect((await member.get('/notice-kinds/council.nothing/preview')).body).toMatchObject({ code: 'invalid_input', details: { issues: [{ pointer: '/notice' }] } });
    expect((await member.send('notifications.mail.test', { notice: 'council.nothing' })).body).toMatchObject({ code: 'invalid_input', details: { issues: [{ pointer: '/notice' }] } });
    expect((await member.send('notifications.mail.test', { language: 'xx' })).body).toMatchObject({ code: 'invalid_input', details: { issues: [{ pointer: '/language' }] } });
  });
});
