import { createHash } from 'node:crypto';
import { canonicalJson } from '#log';
import { dataDigest, genesis, link, type Facts } from './chain.js';

const subscription = '0198a2b4-7c1e-7d3a-9f00-1c2d3e4f5a6b';
const first: Facts = {
  subscription, sequence: 1, id: '0198a2b4-7c1e-7d3a-9f00-aaaaaaaaaaaa', type: 'council.poll.opened.v1', subject: 'meeting:0198a2b4-7c1e-7d3a-9f00-bbbbbbbbbbbb',
  position: 'k3v9qz.17', time: '2026-11-22T09:00:00.000Z', data: dataDigest({ title: 'Договор 协议', b: 1, a: [true, null] }),
  about: null,
};

const DATA = '117beda96026387af6528be0090f299745334486a50e2f7738a9a05047aa9a35';
const ABOUT = { actor: 'person:0198a2b4-7c1e-7d3a-9f00-cccccccccccc', payload: 'full', source: '/hub', specversion: '1.0' };
const WITH_ABOUT = '2fd146f411ddeaacb2ca8a6801c66951f9c21272230d5c567494618d7f759ecf';
const VECTORS = [
  '16f0e4812b301b52ef372d9813409eb8b3a7a457e779d69cbc10d70c4586923e',
  '290023a4bf20d65bbd155287bec64a5c90c26f0ffb08d7031ab63e053a114747',
  'e2ae7472b88402e6a55c72f6da0a7d910cd600e4cc935d946d1d8154bf156cfa',
];

describe('the chain of a subscription’s deliveries', () => {
  // Whoever writes a verifier of their own may hold it against these.
  it('gives these digests, for ever', () => {
    const one = link(genesis(subscription), first);
    const two = link(one, { ...first, sequence: 2, subject: null, data: null });
    expect([genesis(subscription), one, two].map((digest) => digest.toString('hex'))).toEqual(VECTORS);
    expect(first.data).toBe(DATA);
    expect(link(one, { ...first, sequence: 2, about: ABOUT }).toString('hex')).toBe(WITH_ABOUT);
  });

  it('is SHA-256 over the digest before and the canonical JSON of the facts', () => {
    const before = genesis(subscription);
    const { about: _none, ...older } = first;
    expect(link(before, first)).toEqual(createHash('sha256').update(before).update(canonicalJson(older)).digest());
    const whole = { ...first, about: ABOUT };
    expect(link(before, whole)).toEqual(createHash('sha256').update(before).update(canonicalJson(whole)).digest());
  });

  it.each(Object.keys(first))('gives another digest when %s is another', (name) => {
    const before = genesis(subscription);
    const other = name === 'sequence' ? 2 : name === 'about' ? { ...ABOUT, actor: 'person:0198a2b4-7c1e-7d3a-9f00-dddddddddddd' } : 'other';
    expect(link(before, { ...first, [name]: other })).not.toEqual(link(before, first));
    expect(link(genesis('other'), first)).not.toEqual(link(before, first));
  });
});
