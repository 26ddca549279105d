import type { IncomingMessage } from 'node:http';
import { DomainError, type Principal } from '#kernel';
import type { Authenticator } from './authenticator.js';
import { SESSION_COOKIE } from './authenticator.js';
import { isAllowedOrigin, servedSecurely } from './origins.js';

const SAFE = new Set(['GET', 'HEAD']);

/** The name of the session cookie. Over https it binds the cookie to this very host: no page of a sibling domain can set one of this name. */
export function sessionCookieName(): string {
  return servedSecurely() ? `__Host-${SESSION_COOKIE}` : SESSION_COOKIE;
}

/** The session token of a Cookie header, or null. */
export function sessionCookie(header: string | undefined): string | null {
  const wanted = sessionCookieName();
  for (const part of (header ?? '').split(';')) {
    const [name, ...value] = part.trim().split('=');
    if (name === wanted) return value.join('=');
  }
  return null;
}

/** The bearer token of an Authorization header, or null. */
export function bearerToken(header: string | undefined): string | null {
  return /^Bearer ([\x21-\x7e]{1,512})$/i.exec(header ?? '')?.[1] ?? null;
}

/**
 * Who sends this HTTP request. A bearer token needs no origin. A cookie is sent by browsers on their own, so what
 * changes something must come from a page of an allowed origin.
 * @throws DomainError unauthenticated, origin_refused
 */
export async function identify(request: Pick<IncomingMessage, 'headers' | 'method'>, authenticator: Authenticator): Promise<Principal> {
  const bearer = bearerToken(request.headers.authorization);
  const cookie = bearer === null ? sessionCookie(request.headers.cookie) : null;
  if (bearer === null && cookie === null) throw new DomainError('unauthenticated', 'Sign in, or send a key as Authorization: Bearer hub_….');
  if (cookie !== null && !SAFE.has(request.method ?? '')) insistOnOrigin(request);
  const actor = bearer !== null ? await authenticator.byToken(bearer) : await authenticator.bySession(cookie ?? '');
  if (actor === null) throw new DomainError('unauthenticated', 'The session or the key is unknown, ended or run out: sign in again.');
  return actor;
}

/** Cross-site requests with a cookie are refused: exact Origin, no exception. */
export function insistOnOrigin(request: Pick<IncomingMessage, 'headers'>): void {
  const { origin, host } = request.headers;
  if (origin !== undefined && isAllowedOrigin(origin, host)) return;
  throw new DomainError('origin_refused', origin === undefined ? 'A request with a session cookie must name its Origin.' : `Pages of ${origin} may not use this hub: add it to HUB_ORIGINS if they should.`);
}
