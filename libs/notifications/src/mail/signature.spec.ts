import { createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { readSettings } from '#config';
import { StartFault } from '#kernel';
import { composeMail } from './compose-mail.js';
import { signature } from './signature.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
const read = (given: Record<string, string>): void => readSettings({ HUB_PUBLIC_URL: 'https://hub.example.org', ...given }, () => '');

/** A header as DKIM reads it (RFC 6376, section 3.4.2). */
const relaxed = (line: string): string => {
  const [, name = '', value = ''] = /^([^:]+):([\s\S]*)$/.exec(line) ?? [];
  return `${name.toLowerCase().trim()}:${value.replaceAll('\r\n', '').replaceAll(/[ \t]+/g, ' ').trim()}`;
};

async function signed(): Promise<string[]> {
  const mail = composeMail({
    id: '0198a2b4-7c1e-7d3a-9f00-000000000001', to: { name: 'نور', address: 'a@example.net' }, name: 'نور', hub: 'Hub', language: 'ur', zone: 'UTC', category: 'meeting', title: 'راہداری کی کونسل', text: 'x', action: null,
    critical: false, unsubscribeUrl: 'https://hub.example.org/unsubscribe/x', items: [], count: 1, about: 'meeting:1', invitation: null,
  }, new Date());
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows', dkim: signature() ?? undefined });
  const { message } = await transport.sendMail(mail);
  return ((message as Buffer).toString('latin1').split('\r\n\r\n')[0] ?? '').split(/\r\n(?![ \t])/);
}

describe('the signature of a mail', () => {
  beforeAll(() => read({ HUB_DKIM_DOMAIN: 'example.org', HUB_DKIM_SELECTOR: 'hub2026', HUB_DKIM_KEY: privateKey }));

  it('covers both unsubscribe headers, and proves true', async () => {
    const headers = await signed();
    const own = headers.find((line) => line.startsWith('DKIM-Signature:')) ?? '';
    const fields = new Map(relaxed(own).slice('dkim-signature:'.length).split(';').map((field) => [field.trim().split('=')[0] ?? '', field.slice(field.indexOf('=') + 1).replaceAll(' ', '')]));
    expect([fields.get('d'), fields.get('s'), fields.get('a')]).toEqual(['example.org', 'hub2026', 'rsa-sha256']);
    const covered = (fields.get('h') ?? '').toLowerCase().split(':');
    expect(covered).toEqual(expect.arrayContaining(['from', 'to', 'subject', 'list-unsubscribe', 'list-unsubscribe-post', 'references', 'message-id']));
    const lines = covered.map((name) => relaxed(headers.find((line) => line.toLowerCase().startsWith(`${name}:`)) ?? ''));
    const text = [...lines, relaxed(own.replace(/\bb=[\s\S]*$/, 'b='))].join('\r\n');
    expect(createVerify('RSA-SHA256').update(text, 'latin1').verify(createPublicKey(publicKey), fields.get('b') ?? '', 'base64')).toBe(true);
  });

  it('takes all three of its settings, or none', () => {
    read({ HUB_DKIM_DOMAIN: 'example.org' });
    expect(() => signature()).toThrow(StartFault);
    read({});
    expect(signature()).toBeNull();
    expect(() => read({ HUB_DKIM_KEY: 'no key' })).toThrow(/HUB_DKIM_KEY is not valid \(an RSA private key in PEM, of 2048 bits or more\)/);
  });
});
