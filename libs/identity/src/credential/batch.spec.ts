import { Batch } from './batch.js';

describe('a batch', () => {
  it('looks what comes together up together, and what comes meanwhile in the next turn', async () => {
    const turns: (readonly number[])[] = [];
    const batch = new Batch<number, number>(async (keys) => {
      turns.push(keys);
      await new Promise(setImmediate);
      return keys.map((key) => key * 2);
    }, 3);
    const first = [1, 2].map((key) => batch.get(key));
    await first[0];
    expect(await Promise.all([...first, ...[3, 4, 5, 6].map((key) => batch.get(key))])).toEqual([2, 4, 6, 8, 10, 12]);
    expect(turns).toEqual([[1, 2], [3, 4, 5], [6]]);
  });

  it('tells a fault to those whom it concerns, and works on', async () => {
    let fails = true;
    const batch = new Batch<number, number>((keys) => (fails ? Promise.reject(new Error('away')) : Promise.resolve(keys)), 10);
    await expect(batch.get(1)).rejects.toThrow('away');
    fails = false;
    await expect(batch.get(1)).resolves.toBe(1);
  });
});
