import { newId, type Principal } from '#kernel';
import { aCorridor, type TestCorridor } from './a-corridor.js';
import { alertRow, clear, noted, raise, silence } from './an-alert.js';

let of: TestCorridor;
beforeAll(async () => {
  of = await aCorridor();
}, 120_000);
afterAll(() => of.hub.close());

/** Somebody of whom row-level security knows nothing. */
const nobody: Principal = { actor: `person:${newId()}`, personId: newId(), institutionIds: [], roles: [], scopes: null, credential: null };
const notices = async (id: string | null): Promise<string[]> => (await noted(of, 'corridor.alert.notified.v1')).filter(({ data }) => data['alertId'] === id).map(({ data }) => String(data['why']));

describe('raising an alert', () => {
  it('is open to whatever transaction finds the cause, and wakes people once however many raise it at the same time', async () => {
    const one = silence(of, { key: 'race' });
    const ids = await Promise.all(Array.from({ length: 20 }, () => raise(of, one, nobody)));
    const [id, ...more] = ids.filter((found) => found !== null);
    expect(more).toEqual([]);
    expect(await alertRow(of, id ?? null)).toMatchObject({ state: 'notified', count: 20, level: 1 });
    expect(await notices(id ?? null)).toEqual(['raised']);
  });
  it('clears', async () => {
    const id = await raise(of, silence(of));
    await clear(of, silence(of).key, nobody);
    expect(await alertRow(of, id)).toMatchObject({ state: 'resolved' });
  });
});
