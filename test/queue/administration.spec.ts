import { catalogue } from '#contracts';
import { newId } from '#kernel';
import { startHub, type TestHub } from '../support/hub.js';
import { claim, enter, type Someone } from '../support/people.js';
import { until } from '../support/until.js';

let hub: TestHub;
let administrator: Someone;
beforeAll(async () => {
  hub = await startHub();
  administrator = await claim(hub);
});
afterAll(() => hub.close());
beforeEach(() => hub.database.sql('DELETE FROM queue_dead_letter'));

/** A job of the hub that finds nothing to do, because there is nothing of this id. */
const drain = 'events.subscription.drain';
const nothing = (): { subscriptionId: string } => ({ subscriptionId: newId() });

async function letter(more: { job?: string; data?: unknown; reason?: string; at?: string } = {}): Promise<string> {
  const { job = drain, data = nothing(), reason = 'failed', at = '2026-11-01T00:00:00Z' } = more;
  const id = newId();
  await hub.database.sql(`INSERT INTO queue_dead_letter VALUES ($1, $2, $3, NULL, $4, 'Error: stuck', 6, $5)`, [id, job, data === null ? null : JSON.stringify(data), reason, at]);
  return id;
}

const left = async (): Promise<string[]> => (await hub.database.sql<{ id: string }>('SELECT id FROM queue_dead_letter ORDER BY id')).map(({ id }) => id);

describe('the administrator of the queue', () => {
  it('reads how it does', async () => {
    await letter();
    const { status, body } = await administrator.get('/queue');
    expect(status).toBe(200);
    expect(body).toMatchObject({ backend: 'postgresql', jobs: { waiting: expect.any(Number), active: expect.any(Number), delayed: expect.any(Number), repeated: expect.any(Number) }, deadLetters: 1 });
  });

  it('sees what was given up, newest first, page by page, or of one job', async () => {
    const ids = [await letter({ at: '2026-11-03T00:00:00Z' }), await letter({ at: '2026-11-02T00:00:00Z' }), await letter({ at: '2026-11-01T00:00:00Z', job: 'gone.job.run' })];
    const first = await administrator.get<{ data: { id: string; error: string }[]; iterator: string; done: boolean }>('/queue/dead-letters?limit=2');
    expect(first.body.data).toMatchObject([{ id: ids[0], job: drain, reason: 'failed', error: 'Error: stuck', attempts: 6, at: '2026-11-03T00:00:00.000Z' }, { id: ids[1] }]);
    const second = await administrator.get<{ data: { id: string }[]; done: boolean }>(`/queue/dead-letters?limit=2&iterator=${first.body.iterator}`);
    expect([second.body.data.map(({ id }) => id), second.body.done]).toEqual([[ids[2]], true]);
    const ofJob = await administrator.get<{ data: { id: string }[] }>('/queue/dead-letters?job=gone.job.run');
    expect(ofJob.body.data.map(({ id }) => id)).toEqual([ids[2]]);
  });

  it('has a job tried again, which then runs and stands there no more', async () => {
    expect(catalogue.get(drain)?.kind).toBe('job');
    const before = await finished();
    const [id, other] = [await letter(), await letter()];
    const { status, body } = await administrator.send('queue.dead_letter.redrive', { deadLetterIds: [id, newId()] });
    expect([status, body]).toEqual([200, { redriven: 1 }]);
    await until(async () => (await finished()) > before);
    expect(await left()).toEqual([other]);
  });

  it.each([
    ['fits its contract no more', { data: { subscriptionId: 'x' } }],
    ['was forged', { data: null, reason: 'refused' }],
    ['is declared no more', { job: 'gone.job.run' }],
  ])('is refused when one that %s is to be tried again, and nothing is changed', async (_, odd) => {
    const ids = [await letter(), await letter(odd)];
    const { status, body } = await administrator.send('queue.dead_letter.redrive', { deadLetterIds: ids });
    expect([status, body['code']]).toEqual([409, 'dead_letter_refused']);
    expect(await left()).toEqual([...ids].sort());
  });

  it('takes jobs away for good', async () => {
    const [id, other] = [await letter({ data: null, reason: 'refused' }), await letter()];
    const { body } = await administrator.send('queue.dead_letter.drop', { deadLetterIds: [id] });
    expect([body, await left()]).toEqual([{ dropped: 1 }, [other]]);
  });

  it('is the only one who may', async () => {
    const somebody = await enter(hub, administrator);
    const id = await letter();
    const statuses = [await somebody.get('/queue'), await somebody.get('/queue/dead-letters'), await somebody.send('queue.dead_letter.redrive', { deadLetterIds: [id] }), await somebody.send('queue.dead_letter.drop', { deadLetterIds: [id] })].map(({ status }) => status);
    expect([statuses, await left()]).toEqual([[403, 403, 403, 403], [id]]);
  });

  it('finds jobs and dead letters among the metrics', async () => {
    await letter();
    const text = await metrics();
    expect(text).toMatch(/^hub_queue_jobs\{state="waiting"\} \d+$/m);
    expect(text).toMatch(/^hub_queue_jobs\{state="active"\} \d+$/m);
    expect(text).toMatch(/^hub_queue_dead_letters 1$/m);
  });
});

async function metrics(): Promise<string> {
  return (await fetch(`${hub.url}/metrics`)).text();
}

/** Runs of the job that came to their end in this process. */
async function finished(): Promise<number> {
  const found = new RegExp(`^hub_queue_run_seconds_count\\{job="${drain}",outcome="done"\\} (\\d+)$`, 'm').exec(await metrics());
  return Number(found?.[1] ?? 0);
}
