import { MailSink } from '../support/mail-sink.js';
import { MortalHub } from '../support/mortal-hub.js';
import { claim, enter, type Someone } from '../support/people.js';
import { startRedis } from '../support/redis.js';
import { end, spawnWorker } from '../support/spawn-worker.js';
import { until } from '../support/until.js';

const PEOPLE = 6;
const ROLES = ['coordinator', 'integrator'];
/** What sends dies when the mail server has taken these, before it can have written that down. */
const DEADLY = [2, 7];

/** A hub, of which whatever sends mail can be killed and begun again. */
interface Mortal {
  readonly hub: MortalHub;
  die(): Promise<void>;
  close(): Promise<void>;
}

async function inOneProcess(settings: Readonly<Record<string, string>>): Promise<Mortal> {
  const hub = await MortalHub.start(settings);
  const die = async (): Promise<void> => {
    hub.kill();
    await hub.restart();
  };
  return { hub, die, close: () => hub.close() };
}

/** With the worker all that Redis holds is lost too. */
async function withWorkerOnRedis(given: Readonly<Record<string, string>>): Promise<Mortal> {
  const redis = await startRedis();
  const settings = { ...given, REDIS_URL: redis.url };
  const hub = await MortalHub.start({ ...settings, HUB_DUTIES: 'off' });
  let worker = await spawnWorker(hub, settings);
  const die = async (): Promise<void> => {
    await end(worker, 'SIGKILL');
    await redis.flush();
    worker = await spawnWorker(hub, settings);
  };
  const close = async (): Promise<void> => {
    await end(worker, 'SIGKILL');
    await hub.close();
    await redis.close();
  };
  return { hub, die, close };
}

describe.each([
  ['a hub that is killed', inOneProcess],
  ['a worker that is killed, with a Redis that is emptied,', withWorkerOnRedis],
])('%s while it tells people', (_, start) => {
  let sink: MailSink;
  let mortal: Mortal;
  let administrator: Someone;
  let people: readonly Someone[];
  let [deaths, isDying] = [0, false];

  beforeAll(async () => {
    sink = await MailSink.open();
    mortal = await start({ SMTP_URL: sink.url });
    administrator = await claim(mortal.hub);
    const entered: Someone[] = [];
    for (let at = 0; at < PEOPLE; at += 1) entered.push(await enter(mortal.hub, administrator));
    people = entered;
  }, 180_000);
  afterAll(async () => {
    await mortal?.close();
    await sink?.close();
  }, 60_000);

  /** Gives a role, however often the hub dies meanwhile: the command has an id, and acts once. */
  async function give({ personId }: Someone, role: string): Promise<void> {
    await until(async () => (await administrator.send('identity.role.grant', { personId, role }, `role-${personId}-${role}`).catch(() => null))?.status === 200);
  }

  /** What of a killed process nobody may take up for a minute is taken up now. */
  async function die(): Promise<void> {
    [deaths, isDying] = [deaths + 1, true];
    await mortal.die();
    await mortal.hub.sql(`UPDATE notification_message SET lease_until = now() - interval '1 ms' WHERE lease IS NOT NULL`);
    isDying = false;
  }

  it('has each entry in the inbox once, and repeats a mail under the id that it had, or not at all', async () => {
    let taken = 0;
    sink.whole = () => {
      taken += 1;
      if (!isDying && taken >= (DEADLY[deaths] ?? Infinity)) void die();
      return null;
    };
    for (const person of people) for (const role of ROLES) await give(person, role);
    const number = PEOPLE * ROLES.length;
    await until(() => deaths === DEADLY.length && !isDying);
    const states = (): Promise<{ state: string; count: number }[]> => mortal.hub.sql(
      `SELECT m.state, count(*)::int FROM notification_message m JOIN notification_notice n ON n.id = m.notice_id WHERE n.name = 'identity.role_given' GROUP BY m.state`);
    await until(async () => JSON.stringify(await states()) === JSON.stringify([{ state: 'sent', count: number }]));

    const mails = sink.got.filter(({ to }) => people.some(({ email }) => email === to));
    for (const { email } of people) {
      expect(new Set(mails.filter(({ to }) => to === email).map(({ mail }) => mail.messageId)).size).toBe(ROLES.length);
    }
    expect(await mortal.hub.sql(`SELECT count(*)::int AS entries, count(DISTINCT (notice_id, person_id))::int AS once FROM notification_entry e WHERE EXISTS (
      SELECT FROM notification_notice n WHERE n.id = e.notice_id AND n.name = 'identity.role_given')`)).toEqual([{ entries: number, once: number }]);
    expect(await mortal.hub.sql(`SELECT count(*)::int AS told FROM log_event WHERE type = 'notifications.inbox.arrived.v1' AND data->>'notice' = 'identity.role_given'`)).toEqual([{ told: number }]);
  }, 240_000);
});
