import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { until } from '../council/a-council.js';
import { aCertificate } from '../support/certificate.js';
import { startHub, type TestHub } from '../support/hub.js';
import { MailSink, type Encryption } from '../support/mail-sink.js';
import { claim, PASSWORD } from '../support/people.js';
import { messagesOf } from './outbox-of.js';

const ROOT = resolve(import.meta.dirname, '../..');
/** This machine by an address that the hub takes for another's: to itself it would send without encryption. */
const ELSEWHERE = '[::ffff:127.0.0.1]';
const [trusted, stranger] = [aCertificate(), aCertificate()];

const sinks: MailSink[] = [];
afterAll(() => Promise.all(sinks.map((sink) => sink.close())));

async function aSink(encryption: Encryption): Promise<MailSink> {
  const sink = await MailSink.open(encryption);
  sinks.push(sink);
  return sink;
}

describe('mail over an encrypted line', () => {
  const taken = [['smtps:// to one that encrypts from the first byte', 'smtps', { wrapped: trusted }], ['smtp:// to one that offers STARTTLS', 'smtp', { started: trusted }]] as const;
  const refused = [
    ['smtp:// to one that offers none', 'smtp', null, /^the mail server does not encrypt \(STARTTLS\), and without that the hub sends neither a password nor mail: 500 /],
    ['smtps:// to one that does not encrypt', 'smtps', null, /^the mail server cannot be used now \(ERR_SSL_\w+\)$/],
    ['smtps:// to one that nobody vouches for', 'smtps', { wrapped: stranger }, /^the certificate of the mail server is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\): nothing was sent$/],
    ['smtp:// with STARTTLS to one that nobody vouches for', 'smtp', { started: stranger }, /^the certificate of the mail server is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\): nothing was sent$/],
  ] as const;
  const all = [...taken, ...refused];
  const told: { reason: string | null; permanent?: boolean }[] = [];
  const asked: MailSink[] = [];

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hub-trust-'));
    writeFileSync(join(folder, 'trusted.pem'), trusted.cert);
    for (const [, , encryption] of all) asked.push(await aSink(encryption));
    const urls = all.map(([, scheme], at) => `${scheme}://hub:secret@${ELSEWHERE}:${asked[at]?.port}`);
    const sender = fork(join(ROOT, 'test/notifications/send-mail.mjs'), urls, {
      cwd: ROOT, env: { PATH: process.env['PATH'], NODE_EXTRA_CA_CERTS: join(folder, 'trusted.pem') },
      execArgv: ['--conditions=source', '--disable-warning=ExperimentalWarning', '--import', './test/support/jest/typescript.mjs'],
    });
    sender.on('message', (message) => told.push(message as (typeof told)[number]));
    await once(sender, 'exit');
    rmSync(folder, { recursive: true });
  }, 60_000);

  it.each(taken.map(([name], at) => [name, at] as const))('%s arrives, with the password, encrypted', (_, at) => {
    expect(told[at]).toEqual({ reason: null });
    expect(asked[at]?.got.map(({ isSecure, user }) => [isSecure, user])).toEqual([[true, 'hub']]);
    expect(asked[at]?.overheard).toEqual([]);
  });

  it.each(refused.map(([name, , , reason], at) => [name, reason, taken.length + at] as const))('%s gives nothing away, and is not lost: it may be mended', (_, reason, at) => {
    expect(told[at]).toEqual({ reason: expect.stringMatching(reason), permanent: false });
    expect([asked[at]?.got, asked[at]?.overheard]).toEqual([[], []]);
  });
});

describe('a hub whose mail server does not encrypt', () => {
  let hub: TestHub;
  let sink: MailSink;
  beforeAll(async () => {
    sink = await aSink(null);
    hub = await startHub({ SMTP_URL: `smtp://hub:secret@${ELSEWHERE}:${sink.port}` });
  });
  afterAll(() => hub.close());

  it('keeps the mail for another try, says why to who asks, and gives nothing away', async () => {
    const administrator = await claim(hub);
    await hub.anybody.with({ 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0' }).post('/sessions', { email: administrator.email, password: PASSWORD, as: 'token' });
    await administrator.send('notifications.mail.test', {});
    const tested = await until(async () => {
      const { test } = (await administrator.get<{ test: { state: string; reason: string | null } | null }>('/mail')).body;
      return test !== null && test.state !== 'asked' && test;
    });
    expect(tested).toMatchObject({ state: 'failed', reason: expect.stringContaining('the mail server does not encrypt') });
    const message = await until(async () => (await messagesOf(hub, administrator, 'identity.new_device')).find(({ attempts }) => attempts === 1));
    expect([message.state, message.due_at instanceof Date]).toEqual(['queued', true]);
    expect([sink.got, sink.overheard]).toEqual([[], []]);
  });
});
