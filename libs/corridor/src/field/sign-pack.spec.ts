import { generateKeyPairSync } from 'node:crypto';
import { corridor } from '#contracts';
import { signPack, verifyPack } from './sign-pack.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const keys = new Map([['k1', Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64')]]);
const { sample } = corridor;
const facts = {
  form: 'corridor-pack/1' as const, hub: 'https://hub.example.org', madeAt: sample.at, legs: [], stock: [], contacts: [], report: { form: 'mds50' as const, freeSlots: { 19: 'dengue' } }, key: 'k1',
  deployment: {
    id: sample.deployment, corridorId: sample.corridor, unitId: sample.unit, operatorId: sample.operator, hostId: sample.host, stay: null, state: 'accepted' as const, version: 3,
    site: { name: 'Поле 野外', countryCode: 'CN', zone: 'Asia/Shanghai', point: { latitude: 37.77, longitude: 75.23 }, centreId: null }, plannedAt: sample.at, movedAt: sample.at, registeredAt: null, exitReportedAt: null,
  },
  unit: { id: sample.unit, name: 'Mobile hospital 1', emtType: 'type_2' }, rules: { steps: [], commands: [], mostOperations: 100 },
};

describe('a signed pack', () => {
  const pack = signPack(facts, privateKey);

  it('is known again after a journey as JSON, in whatever order its fields stand', () => {
    expect(verifyPack(JSON.parse(JSON.stringify(pack)), keys)).toEqual({ ok: true });
    expect(verifyPack(Object.fromEntries(Object.entries(pack).reverse()), keys)).toEqual({ ok: true });
  });

  it.each([
    ['another field', { ...pack, madeAt: sample.later }, 'forged'], ['a field more', { ...pack, more: 1 }, 'forged'], ['another state', { ...pack, deployment: { ...pack.deployment, state: 'operational' } }, 'forged'],
    ['no signature', facts, 'unreadable'], ['a key that is not the hub’s', { ...pack, key: 'k2' }, 'unknown_key'], ['no pack', 'pack', 'unreadable'],
  ])('is refused with %s', (_, altered, fault) => {
    expect(verifyPack(altered, keys)).toEqual({ ok: false, fault });
  });
});
