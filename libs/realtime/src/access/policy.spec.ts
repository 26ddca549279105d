import type { Principal } from '#kernel';
import { can, insist, permit } from './policy.js';

const member: Principal = { actor: 'person:1', personId: '1', institutionIds: [], roles: [], scopes: null, credential: 'session:1' };
permit({ 'garden.rose.cut': ['gardener', 'owner'] });

describe('may this person do that here', () => {
  it.each([
    ['a role of the table', new Set(['gardener']), null, true],
    ['another role', new Set(['visitor']), null, false],
    ['no role at all', new Set<string>(), null, false],
    ['a key with the scope', new Set(['owner']), ['garden:write'], true],
    ['a key that may only read', new Set(['owner']), ['garden:read'], false],
  ])('%s', (_, standing, scopes, allowed) => {
    expect(can({ ...member, scopes }, 'garden.rose.cut', standing)).toBe(allowed);
  });

  it('denies what stands in no table', () => {
    expect(can(member, 'garden.rose.burn', new Set(['owner']))).toBe(false);
  });

  it('tells those who may not know of the object that there is none, and the others that it is not theirs', () => {
    const rose = { kind: 'rose', id: '7' };
    expect(() => insist(member, 'garden.rose.cut', rose, new Set())).toThrow(expect.objectContaining({ code: 'not_found' }));
    expect(() => insist(member, 'garden.rose.cut', rose, new Set(['visitor']))).toThrow(expect.objectContaining({ code: 'forbidden' }));
  });
});
