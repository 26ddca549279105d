import { newId } from './id.js';

describe('a new id', () => {
  it('is a UUID of version 7, another one each time, over many draws', () => {
    const ids = Array.from({ length: 5_000 }, newId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(true);
  });

  it('sorts after those of milliseconds before', () => {
    const before = newId();
    const began = Date.now();
    while (Date.now() <= began + 1);
    expect(newId() > before).toBe(true);
  });
});
