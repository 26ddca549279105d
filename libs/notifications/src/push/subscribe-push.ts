import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { notifications, type Input, type Output } from '#contracts';
import { Sealer } from '#db';
import { DomainError, newId, systemActor, type Principal } from '#kernel';
import { UnitOfWork, type Work } from '#log';
import { AddressRules } from '#outbound';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { deviceColumn, type Device } from './device.js';
import { pushContact } from './vapid-keys.js';

const system = systemActor('push');

/** A device is subscribed by whoever uses it: with its next owner it leaves the one before. */
@Injectable()
@Handles(notifications.subscribePush, () => theHub)
export class SubscribePush implements CommandHandler<typeof notifications.subscribePush> {
  constructor(
    private readonly sealer: Sealer,
    private readonly rules: AddressRules,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async execute({ personId }: Principal, { endpoint, keys, device }: Input<typeof notifications.subscribePush>, work: Work): Promise<Output<typeof notifications.subscribePush>> {
    if (pushContact() === null) throw new DomainError('push_off', 'This hub sends no web push.');
    const rule = this.rules.objection(endpoint);
    if (rule !== null) throw new DomainError('invalid_input', `/endpoint: ${rule}`, { issues: [{ pointer: '/endpoint', rule }] });
    const hash = createHash('sha256').update(endpoint).digest();
    // Its rows are theirs alone to see: only the hub itself can take the device from somebody else.
    await this.unitOfWork.run(system, [], ({ db }) => db.query('DELETE FROM notification_push WHERE endpoint_hash = $1 AND person_id IS DISTINCT FROM $2', [hash, personId]));
    // One after the other, so that two devices at the same time do not pass the bound.
    await work.db.query(`SELECT pg_advisory_xact_lock(hashtextextended('hub:push:' || $1, 0))`, [personId]);
    const [known] = await work.db.query<{ id: string }[]>('SELECT id FROM notification_push WHERE endpoint_hash = $1', [hash]);
    const id = known?.id ?? newId();
    if (known === undefined) await insistOnRoom(work, personId);
    const sealed = this.sealer.seal(deviceColumn, id, Buffer.from(JSON.stringify({ endpoint, keys } satisfies Device)));
    await work.db.query(
      `INSERT INTO notification_push (id, person_id, endpoint_hash, sealed, service, device, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (endpoint_hash) DO UPDATE SET sealed = excluded.sealed, device = excluded.device`, [id, personId, hash, sealed, new URL(endpoint).host, device, work.now]);
    return { subscriptionId: id };
  }
}

async function insistOnRoom({ db }: Work, personId: string | null): Promise<void> {
  const [row] = await db.query<{ count: number }[]>('SELECT count(*)::int AS count FROM notification_push WHERE person_id = $1', [personId]);
  if ((row?.count ?? 0) >= notifications.mostPushDevices) throw new DomainError('push_too_many', `No more than ${notifications.mostPushDevices} devices are kept; remove one first.`);
}

@Injectable()
@Handles(notifications.unsubscribePush, () => theHub)
export class UnsubscribePush implements CommandHandler<typeof notifications.unsubscribePush> {
  async execute({ personId }: Principal, { subscriptionId }: Input<typeof notifications.unsubscribePush>, { db }: Work): Promise<Output<typeof notifications.unsubscribePush>> {
    const [, removed] = await db.query<[unknown[], number]>('DELETE FROM notification_push WHERE id = $1 AND person_id = $2', [subscriptionId, personId]);
    if (removed === 0) throw new DomainError('not_found', 'No device of yours is subscribed under this id.');
    return {};
  }
}
