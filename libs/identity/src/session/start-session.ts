import { IsNull } from 'typeorm';
import { identity } from '#contracts';
import { hashSecret, newId, newSecret } from '#kernel';
import type { Work } from '#log';
import { endSessions } from './end-sessions.js';
import { Session } from './session.entity.js';

/** A session ends after these hours, however busy it is: people sign in once a day. */
export const LASTS_HOURS = 12;
/** It ends when nothing was heard of it for these minutes. An open line counts as use: who follows a debate is there. */
export const IDLE_MINUTES = 30;
/** The sessions that one person may hold; the oldest give way. */
const MOST = 50;

/** Where a sign-in comes from. */
export interface Origin {
  readonly address: string;
  readonly userAgent: string;
}

export interface StartedSession {
  readonly personId: string;
  readonly sessionId: string;
  /** Told this once; the hub keeps its hash. */
  readonly token: string;
  readonly expiresAt: Date;
}

/** Starts a session of a person, always with a new id and a new token. */
export async function startSession(work: Work, personId: string, from: Origin): Promise<StartedSession> {
  const token = newSecret();
  const sessionId = newId();
  const expiresAt = new Date(work.now.getTime() + LASTS_HOURS * 3_600_000);
  await work.db.insert(Session, {
    id: sessionId, personId, tokenHash: hashSecret(token), createdAt: work.now, lastSeenAt: work.now, expiresAt, endedAt: null,
    address: from.address, userAgent: from.userAgent.slice(0, 300),
  });
  work.record(identity.sessionChanged, `person:${personId}`, { personId, sessionId, live: true });
  const over = await work.db.find(Session, { select: { id: true }, where: { personId, endedAt: IsNull() }, order: { createdAt: 'DESC', id: 'DESC' }, skip: MOST });
  if (over.length > 0) await endSessions(work, { ids: over.map((session) => session.id) });
  return { personId, sessionId, token, expiresAt };
}
