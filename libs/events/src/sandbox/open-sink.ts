import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { events, type Input, type Output } from '#contracts';
import { DomainError, hashSecret, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { timesOf } from './sink.js';

const HOUR = 3_600_000;

@Injectable()
@Handles(events.openSink, () => theHub)
export class OpenSink implements CommandHandler<typeof events.openSink> {
  async execute(actor: Principal, { behaviour }: Input<typeof events.openSink>, { db, now }: Work): Promise<Output<typeof events.openSink>> {
    if (actor.personId === null) throw new DomainError('forbidden', 'Sinks belong to people.');
    // One at a time for each person, so that the bound holds.
    await db.query(`SELECT pg_advisory_xact_lock(hashtextextended('events_sink:' || $1, 0))`, [actor.personId]);
    const [row] = await db.query<{ held: number }[]>('SELECT count(*)::int AS held FROM events_sink WHERE owner_id = $1 AND expires_at > $2', [actor.personId, now]);
    if ((row?.held ?? 0) >= events.mostSinks) throw new DomainError('too_many_sinks', `You have ${events.mostSinks} sinks already: close one first.`);
    const [sinkId, token, expiresAt] = [newId(), randomBytes(24).toString('base64url'), new Date(now.getTime() + events.sinkHours * HOUR)];
    await db.query(
      'INSERT INTO events_sink (id, owner_id, token_hash, behaviour, remaining, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [sinkId, actor.personId, hashSecret(token), JSON.stringify(behaviour), timesOf(behaviour), now, expiresAt],
    );
    return { sinkId, path: `/api/v1/sandbox/sinks/${token}`, expiresAt: expiresAt.toISOString() };
  }
}
