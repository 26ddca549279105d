import { createHash } from 'node:crypto';
import { canonicalJson } from '#log';
import { dataDigest, genesis, link, type Facts } from './chain.js';

const subscription = '0198a2b4-7c1e-7d3a-9f00-1c2d3e4f5a6b';
const first: Facts = {
  subscription, sequence: 1, id: '0198a2b4-7c1e-7d3a-9f00-aaaaaaaaaaaa', type: 'council.poll.opened.v1', subject: 'meeting:0198a2b4-7c1e-7d3a-9f00-bbbbbbbbbbbb',
  position: 'k3v9qz.17', time: '2026-11-22T09:00:00.000Z', data: dataDigest({ title: 'Договор 协议', b: 1, a: [true, null] }),
};

const DATA = '117beda96026387af6528be0090f299745334486a50e2f7738a9a05047aa9a35';
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
  });

  it('is SHA-256 over the digest before and the canonical JSON of the facts', () => {
    const before = genesis(subscription);
    expect(link(before, first)).toEqual(createHash('sha256').update(before).update(canonicalJson(first)).digest());
  });

  it.each(Object.keys(first))('gives another digest when %s is another', (name) => {
    const before = genesis(subscription);
    expect(link(before, { ...first, [name]: name === 'sequence' ? 2 : 'other' })).not.toEqual(link(before, first));
    expect(link(genesis('other'), first)).not.toEqual(link(before, first));
  });
});
