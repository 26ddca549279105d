import { createHmac, timingSafeEqual } from 'node:crypto';
import { writeFileSync } from 'node:fs';

/** The bench's people sign in with a JSON Web Token (HS256). The hub and its bare peers check it with this one function. */
const SECRET = 'a secret of the bench, of this machine and this run alone';
const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function sign(text: string): Buffer {
  return createHmac('sha256', SECRET).update(text).digest();
}

/** The id of the bench's n-th person. */
export function personId(n: number): string {
  return `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

/** The person whom a token names, or null when it is not ours or has run out. */
export function verifyToken(token: unknown): string | null {
  if (typeof token !== 'string') return null;
  const [header, claims, signature] = token.split('.');
  if (header === undefined || claims === undefined || signature === undefined) return null;
  const given = Buffer.from(signature, 'base64url');
  const right = sign(`${header}.${claims}`);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
  const { sub, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub: string; exp: number };
  return exp * 1000 > Date.now() ? sub : null;
}

export function tokenOf(n: number): string {
  const text = `${HEADER}.${encode({ sub: personId(n), exp: Math.floor(Date.now() / 1000) + 86_400 })}`;
  return `${text}.${sign(text).toString('base64url')}`;
}

/** Writes the tokens of the first `count` people, one a line. */
export function writeTokens(file: string, count: number): void {
  writeFileSync(file, Array.from({ length: count }, (_, n) => `${tokenOf(n)}\n`).join(''), { mode: 0o600 });
}
