import type { FastifyReply, FastifyRequest } from 'fastify';
import type { identity, Output } from '#contracts';
import { DomainError } from '#kernel';
import { insistOnOrigin, servedSecurely, sessionCookieName } from '#realtime';
import { LASTS_HOURS, type Origin, type StartedSession } from './start-session.js';

/** Where this request comes from, for limits, the list of sessions and the audit trail. */
export function originOf(request: FastifyRequest): Origin {
  return { address: request.ip, userAgent: request.headers['user-agent'] ?? '' };
}

/**
 * No page of another site may sign somebody in or take the hub over: browsers name the page's origin, and it must be
 * an allowed one. Programs name none.
 */
export function insistOnOwnPage(request: FastifyRequest): void {
  if (request.headers.origin !== undefined) insistOnOrigin(request.raw);
  const site = request.headers['sec-fetch-site'];
  if (site === 'cross-site') throw new DomainError('origin_refused', 'A page of another site may not do this.');
}

/** Hands a new session over: as a cookie that pages cannot read, or as a token for programs. */
export function answerSession(reply: FastifyReply, session: StartedSession, as: 'cookie' | 'token'): Output<typeof identity.signIn> {
  void reply.header('cache-control', 'no-store');
  if (as === 'cookie') void reply.header('set-cookie', cookie(session.token, LASTS_HOURS * 3_600));
  const { personId, sessionId, expiresAt } = session;
  return { personId, sessionId, expiresAt: expiresAt.toISOString(), ...(as === 'token' ? { token: session.token } : {}) };
}

/** Takes the cookie back. */
export function dropCookie(reply: FastifyReply): void {
  void reply.header('set-cookie', cookie('', 0));
}

function cookie(value: string, seconds: number): string {
  const secure = servedSecurely();
  return `${sessionCookieName()}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure ? '; Secure' : ''}`;
}
