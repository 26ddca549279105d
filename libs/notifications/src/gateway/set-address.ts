import { randomInt, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { notifications, type Input, type Output } from '#contracts';
import { Sealer } from '#db';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { NotificationClock } from '../clock.js';
import { addressColumn, codeColumn, hashOf, mask, rowOf } from './address.js';
import { Gateway } from './gateway.js';

const MINUTE = 60_000;
/** Codes that a person can have sent in a day, a minute apart: each may cost the operator money, and annoy whose number it is. */
const CODES_A_DAY = 10;

const ASK = /* sql */ `
  INSERT INTO notification_code_asked AS a (person_id, kind, day, count, last_at) VALUES ($1, $2, ($3::timestamptz AT TIME ZONE 'UTC')::date, 1, $3)
  ON CONFLICT (person_id, kind, day) DO UPDATE SET count = a.count + 1, last_at = EXCLUDED.last_at WHERE a.count < ${CODES_A_DAY} AND a.last_at <= $3::timestamptz - interval '1 minute' RETURNING count`;

/** The code is written down sealed, and sent once this is committed; of what stays only its hash can be compared. */
@Injectable()
@Handles(notifications.setAddress, () => theHub)
export class SetAddress implements CommandHandler<typeof notifications.setAddress> {
  constructor(
    private readonly gateway: Gateway,
    private readonly sealer: Sealer,
    private readonly clock: NotificationClock,
  ) {}

  async execute({ personId }: Principal, { kind, address }: Input<typeof notifications.setAddress>, { db }: Work): Promise<Output<typeof notifications.setAddress>> {
    if (personId === null) throw new DomainError('forbidden', 'Addresses are those of people.');
    if (!this.gateway.isOn(kind)) throw new DomainError('gateway_off', `This hub has no gateway for ${kind}.`);
    const now = this.clock.now();
    const asked = await db.query<unknown[]>(ASK, [personId, kind, now]);
    if (asked.length === 0) throw new DomainError('code_too_often', 'A code can be sent once a minute, and ten times a day.', { retryAfter: 60 });
    const row = rowOf(personId, kind);
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const expiresAt = new Date(now.getTime() + notifications.codeMinutes * MINUTE);
    await db.query(
      `INSERT INTO notification_address (person_id, kind, sealed, masked, given_at, code_hash, code_sealed, code_expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (person_id, kind) DO UPDATE SET sealed = excluded.sealed, masked = excluded.masked, given_at = excluded.given_at, verified_at = NULL,
         code_hash = excluded.code_hash, code_sealed = excluded.code_sealed, code_expires_at = excluded.code_expires_at, tries = 0`,
      [personId, kind, this.sealer.seal(addressColumn, row, Buffer.from(address)), mask(kind, address), now, hashOf(personId, kind, code), this.sealer.seal(codeColumn, row, Buffer.from(code)), expiresAt]);
    return { masked: mask(kind, address), expiresAt: expiresAt.toISOString() };
  }
}

@Injectable()
@Handles(notifications.verifyAddress, () => theHub)
export class VerifyAddress implements CommandHandler<typeof notifications.verifyAddress> {
  constructor(private readonly clock: NotificationClock) {}

  async execute({ personId }: Principal, { kind, code }: Input<typeof notifications.verifyAddress>, { db }: Work): Promise<Output<typeof notifications.verifyAddress>> {
    const now = this.clock.now();
    // The try is counted before the code is compared, under the lock of the row: many at once are no more than five.
    const [[open] = []] = await db.query<[{ hash: Buffer; tries: number }[], number]>(
      `UPDATE notification_address SET tries = tries + 1 WHERE person_id = $1 AND kind = $2 AND code_hash IS NOT NULL AND code_expires_at > $3 AND tries < ${notifications.codeTries}
       RETURNING code_hash AS hash, tries`, [personId, kind, now]);
    if (open === undefined || personId === null) throw new DomainError('code_unknown', 'No code is open; give the address again.');
    const verified = timingSafeEqual(open.hash, hashOf(personId, kind, code));
    if (verified) await db.query('UPDATE notification_address SET verified_at = $3, code_hash = NULL, code_sealed = NULL, code_expires_at = NULL WHERE person_id = $1 AND kind = $2', [personId, kind, now]);
    return { verified, triesLeft: verified ? 0 : notifications.codeTries - open.tries };
  }
}

@Injectable()
@Handles(notifications.removeAddress, () => theHub)
export class RemoveAddress implements CommandHandler<typeof notifications.removeAddress> {
  async execute({ personId }: Principal, { kind }: Input<typeof notifications.removeAddress>, { db }: Work): Promise<Output<typeof notifications.removeAddress>> {
    const [, removed] = await db.query<[unknown[], number]>('DELETE FROM notification_address WHERE person_id = $1 AND kind = $2', [personId, kind]);
    if (removed === 0) throw new DomainError('not_found', 'You have given no address of this kind.');
    return {};
  }
}
