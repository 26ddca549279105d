import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate that vouches for itself, and its key, both as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const DAY = 86_400_000;

/** One part of what ASN.1 writes (X.690): its tag, its length, what it holds. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const length = Buffer.from(content.length.toString(16).padStart(4, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 + length.length]), length, content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const set = (...parts: readonly Buffer[]): Buffer => der(0x31, ...parts);
const id = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const bits = (content: Buffer): Buffer => der(0x03, Buffer.from([0]), content);
const time = (at: number): Buffer => der(0x17, Buffer.from(`${new Date(at).toISOString().replaceAll(/[-:T]|\..*/g, '').slice(2)}Z`));

const COMMON_NAME = '550403', ALTERNATIVE_NAME = '551d11', BASIC_CONSTRAINTS = '551d13', ECDSA_WITH_SHA256 = '2a8648ce3d040302';

/** 127.0.0.1, and the same as IPv6 writes it. */
const ADDRESSES = ['7f000001', '00000000000000000000ffff7f000001'];

/** A new one for this machine (RFC 5280), by its name and by its addresses, good from yesterday until tomorrow. Whoever trusts it trusts no other. */
export function aCertificate(): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(id(COMMON_NAME), der(0x0c, Buffer.from('localhost')))));
  const extensions = [
    sequence(id(ALTERNATIVE_NAME), der(0x04, sequence(der(0x82, Buffer.from('localhost')), ...ADDRESSES.map((address) => der(0x87, Buffer.from(address, 'hex')))))),
    sequence(id(BASIC_CONSTRAINTS), der(0x01, Buffer.from([0xff])), der(0x04, sequence(der(0x01, Buffer.from([0xff]))))),
  ];
  const algorithm = sequence(id(ECDSA_WITH_SHA256));
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), der(0x02, Buffer.from([1]), randomBytes(8)), algorithm, name, sequence(time(Date.now() - DAY), time(Date.now() + DAY)), name,
    publicKey.export({ type: 'spki', format: 'der' }), der(0xa3, sequence(...extensions)),
  );
  const whole = sequence(content, algorithm, bits(sign('sha256', content, privateKey)));
  return { cert: `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
