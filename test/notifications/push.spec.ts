import { createECDH, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { aCorridor, done, type TestCorridor } from '../corridor/a-corridor.js';
import { onCallAlways } from '../corridor/a-roster.js';
import { raise, silence } from '../corridor/an-alert.js';
import { until } from '../support/until.js';
import { aListener, type Listener } from './a-listener.js';

const { decrypt } = createRequire(createRequire(import.meta.url).resolve('web-push'))('http_ece') as { decrypt(body: Buffer, given: object): Buffer };

let service: Listener;
let of: TestCorridor;
beforeAll(async () => {
  service = await aListener();
  of = await aCorridor({ HUB_PUSH_CONTACT: 'mailto:operator@example.org', HUB_WEBHOOK_ALLOW: '127.0.0.1' });
  done(await onCallAlways(of, 1, [of.operator.field]));
}, 240_000);
afterAll(async () => {
  await of.hub.close();
  await service.close();
});

/** A browser that has subscribed. */
function aDevice(name: string) {
  const key = createECDH('prime256v1');
  const p256dh = key.generateKeys('base64url');
  const auth = randomBytes(16);
  const input = { endpoint: `${service.url}/${name}`, keys: { p256dh, auth: auth.toString('base64url') }, device: name };
  return {
    input,
    heard: () => service.heard.filter(({ path }) => path === `/${name}`),
    open: (body: Buffer) => JSON.parse(decrypt(body, { version: 'aes128gcm', privateKey: key, authSecret: auth.toString('base64url') }).toString()) as Record<string, unknown>,
  };
}
const devices = async (): Promise<{ id: string; device: string }[]> => done(await of.operator.field.get<{ data: { id: string; device: string }[] }>('/push/subscriptions')).data;

describe('a device that is subscribed', () => {
  it('gets what is sealed for it: ids and a title, and of what is critical about health the ids alone', async () => {
    const device = aDevice('phone');
    done(await of.operator.field.send('notifications.push.subscribe', device.input));
    const alertId = await raise(of, silence(of, { key: 'lesser', severity: 'moderate' }));
    await until(() => device.heard().length > 0);
    const [first] = device.heard();
    if (first === undefined) throw new Error('nothing was pushed');
    expect(first.headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'normal', ttl: '86400' });
    expect(first.headers['topic']).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(first.headers['authorization']).toMatch(/^vapid t=.+, k=.+/);
    expect(first.body.toString('latin1')).not.toContain('Mobile hospital');
    expect(device.open(first.body)).toMatchObject({ notice: 'corridor.alert', about: `alert:${alertId}`, title: 'Alert · Mobile hospital 1: not heard from', critical: false });
    await raise(of, silence(of, { key: 'severe', severity: 'extreme' }));
    await until(() => device.heard().length > 1);
    const second = device.heard()[1];
    expect(second?.headers).toMatchObject({ urgency: 'high', ttl: '14400' });
    expect(device.open(second?.body ?? Buffer.alloc(0))).toMatchObject({ notice: 'corridor.alert_critical', title: null, critical: true });
  });

  it('is kept once, shown without its address, belongs to whoever gave it last, and can be taken back', async () => {
    const { input } = aDevice('shared');
    const first = done(await of.operator.affiliate.send<{ subscriptionId: string }>('notifications.push.subscribe', input));
    expect(done(await of.operator.affiliate.send('notifications.push.subscribe', { ...input, device: 'renamed' }))).toEqual(first);
    const { subscriptionId } = done(await of.operator.field.send<{ subscriptionId: string }>('notifications.push.subscribe', input));
    expect(done(await of.operator.affiliate.get('/push/subscriptions'))).toMatchObject({ data: [] });
    expect(JSON.stringify(await devices())).not.toContain('/shared');
    expect((await of.operator.affiliate.send('notifications.push.unsubscribe', { subscriptionId })).status).toBe(404);
    done(await of.operator.field.send('notifications.push.unsubscribe', { subscriptionId }));
    expect((await devices()).map(({ device }) => device)).not.toContain('shared');
    const [row] = await of.hub.database.sql<{ text: string }>(`SELECT string_agg(encode(sealed, 'escape'), '') AS text FROM notification_push`);
    expect(row?.text).not.toContain(service.url);
  });

  it('is forgotten once its service says that it is gone', async () => {
    for (const { id } of await devices()) done(await of.operator.field.send('notifications.push.unsubscribe', { subscriptionId: id }));
    const device = aDevice('gone');
    service.answers.push({ status: 410 });
    done(await of.operator.field.send('notifications.push.subscribe', device.input));
    await raise(of, silence(of, { key: 'gone', severity: 'moderate' }));
    await until(async () => (await devices()).length === 0);
    expect(device.heard()).toHaveLength(1);
  });
});

describe('the hub as a sender of web push', () => {
  it('makes its key once, and shows the public half alone', async () => {
    const [one, two] = await Promise.all([of.operator.field.get<{ publicKey: string }>('/push/key'), of.host.field.get<{ publicKey: string }>('/push/key')]);
    expect(done(one)).toEqual(done(two));
    expect(Buffer.from(done(one).publicKey, 'base64url')).toHaveLength(65);
    expect(await of.hub.database.sql('SELECT id FROM notification_vapid_key')).toHaveLength(1);
  });

  it.each([
    ['a private address', { endpoint: 'https://10.0.0.1/push' }, '/endpoint'], ['plain http', { endpoint: 'http://push.example.org/x' }, '/endpoint'], ['a key of another length', { keys: { p256dh: 'AAAA', auth: randomBytes(16).toString('base64url') } }, '/keys/p256dh'],
  ])('refuses %s with the field named, and keeps nothing', async (_, wrong, pointer) => {
    const { status, body } = await of.host.field.send<{ details: { issues: { pointer: string }[] } }>('notifications.push.subscribe', { ...aDevice('wrong').input, ...wrong });
    expect([status, body.details.issues[0]?.pointer]).toEqual([400, pointer]);
    expect(done(await of.host.field.get('/push/subscriptions'))).toMatchObject({ data: [] });
  });
});
