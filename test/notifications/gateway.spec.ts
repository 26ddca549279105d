import { Webhook } from 'standardwebhooks';
import { newId } from '#kernel';
import { aCorridor, done, type TestCorridor } from '../corridor/a-corridor.js';
import { onCallAlways } from '../corridor/a-roster.js';
import { raise, silence } from '../corridor/an-alert.js';
import type { Someone } from '../support/people.js';
import { until } from '../support/until.js';
import { aListener, type Heard, type Listener } from './a-listener.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const PHONE = '+923001234567';
let gateway: Listener;
let of: TestCorridor;
beforeAll(async () => {
  gateway = await aListener();
  of = await aCorridor({ HUB_SMS_URL: `${gateway.url}/sms`, HUB_SMS_SECRET: SECRET });
  done(await onCallAlways(of, 1, [of.operator.field]));
}, 240_000);
afterAll(async () => {
  await of.hub.close();
  await gateway.close();
});

type Message = { id: string; to: string; text: string; language: string; kind: string };
/** What came, once its signature is found to be right. */
const read = ({ headers, body }: Heard): Message => new Webhook(SECRET).verify(body.toString(), headers as Record<string, string>) as Message;
const sentTo = (to: string): Message[] => gateway.heard.map(read).filter((message) => message.to === to);
const codeIn = ({ text }: Message): string => /\b\d{6}\b/.exec(text)?.[0] ?? '';

/** Gives a number and answers the code that came there. */
async function codeFor(someone: Someone, address: string): Promise<string> {
  done(await someone.send('notifications.address.set', { kind: 'sms', address }));
  await until(() => sentTo(address).length > 0);
  return codeIn(sentTo(address)[0] as Message);
}
function report(id: string, state: string, secret = SECRET) {
  const body = JSON.stringify({ id, state });
  const at = new Date();
  const headers = { 'content-type': 'application/json', 'webhook-id': newId(), 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)) };
  const signature = new Webhook(secret).sign(headers['webhook-id'], at, body);
  return fetch(`${of.hub.url}/api/v1/gateways/sms/reports`, { method: 'POST', body, headers: { ...headers, 'webhook-signature': signature } });
}
const states = async (someone: Someone): Promise<string[]> => done(await someone.get<{ data: { state: string }[] }>('/messages?channel=sms')).data.map(({ state }) => state);

describe('a number for SMS', () => {
  it('is somebody’s once they entered the code that came there; it is kept sealed, shown masked, and the code is forgotten', async () => {
    const { field } = of.operator;
    const code = await codeFor(field, PHONE);
    const wrong = code === '000000' ? '000001' : '000000';
    expect(done(await field.send('notifications.address.verify', { kind: 'sms', code: wrong }))).toEqual({ verified: false, triesLeft: 4 });
    expect(done(await field.send('notifications.address.verify', { kind: 'sms', code }))).toEqual({ verified: true, triesLeft: 0 });
    expect(done(await field.get('/addresses'))).toMatchObject({ data: [{ kind: 'sms', masked: '+92•••••67', verified: true }] });
    const [row] = await of.hub.database.sql<{ sealed: Buffer; code_hash: Buffer | null; code_sealed: Buffer | null }>('SELECT sealed, code_hash, code_sealed FROM notification_address WHERE person_id = $1', [field.personId]);
    expect(row).toMatchObject({ code_hash: null, code_sealed: null });
    expect(row?.sealed.toString('latin1')).not.toContain(PHONE);
    expect((await field.send('notifications.address.set', { kind: 'sms', address: PHONE })).body).toMatchObject({ code: 'code_too_often' });
  });

  it('takes five tries of a code and no more, however many come at once', async () => {
    const code = await codeFor(of.host.field, '+8613800138000');
    const wrong = code === '000000' ? '000001' : '000000';
    const tries = await Promise.all(Array.from({ length: 12 }, () => of.host.field.send('notifications.address.verify', { kind: 'sms', code: wrong })));
    expect(tries.filter(({ status }) => status === 200)).toHaveLength(5);
    expect((await of.host.field.send('notifications.address.verify', { kind: 'sms', code })).body).toMatchObject({ code: 'code_unknown' });
    expect(done(await of.host.field.get('/addresses'))).toMatchObject({ data: [{ verified: false }] });
  });

  it.each([['no number', { kind: 'sms', address: '0300 1234567' }, 400, 'invalid_input'], ['a channel without a gateway', { kind: 'chat', address: 'somebody' }, 409, 'gateway_off']])('refuses %s', async (_, input, status, code) => {
    const answer = await of.lead.field.send('notifications.address.set', input);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });
});

describe('an SMS', () => {
  it('is handed over with the same id until it is taken, and its report says what became of it', async () => {
    const { field } = of.operator;
    gateway.answers.push({ status: 503, headers: { 'retry-after': '0' } });
    await raise(of, silence(of, { key: 'sms', severity: 'extreme' }));
    const about = (): Message[] => sentTo(PHONE).filter(({ text }) => text.includes('not heard from'));
    await until(async () => about().length >= 2 && (await states(field)).includes('sent'));
    expect(new Set(about().map(({ id }) => id)).size).toBe(1);
    const [{ id, kind, language }] = about() as [Message];
    expect([kind, language]).toEqual(['sms', 'en']);
    expect((await report(id, 'delivered', `whsec_${Buffer.alloc(32, 8).toString('base64')}`)).status).toBe(401);
    expect(await states(field)).toContain('sent');
    expect(await (await report(id, 'delivered')).json()).toEqual({ noted: 1 });
    expect(await (await report(id, 'delivered')).json()).toEqual({ noted: 0 });
    expect(await states(field)).toContain('delivered');
    expect(await (await report(newId(), 'bounced')).json()).toEqual({ noted: 0 });
  });

  it('has bounced when the gateway will never take it', async () => {
    gateway.answers.push({ status: 422 });
    await raise(of, silence(of, { key: 'refused', severity: 'extreme' }));
    await until(async () => (await states(of.operator.field)).includes('bounced'));
    expect(sentTo(PHONE).filter(({ text }) => text.includes('not heard from'))).toHaveLength(3);
  });
});
