import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { events, type Input, type Output } from '#contracts';
import { Sealer } from '#db';
import { noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { addSecret, Secret } from './secret.entity.js';
import { insistOnState, liveStates } from './subscription-states.js';
import { lockSubscription, streamOf } from './subscription.entity.js';

/** Old and new sign side by side for a while, so that a receiver changes over when it likes and refuses nothing meanwhile. */
@Injectable()
@Handles(events.rotateSecret, (input) => ({ kind: 'subscription', id: input.subscriptionId }))
export class RotateSecret implements CommandHandler<typeof events.rotateSecret> {
  constructor(private readonly sealer: Sealer) {}

  async execute(actor: Principal, { subscriptionId, signature }: Input<typeof events.rotateSecret>, work: Work): Promise<Output<typeof events.rotateSecret>> {
    insistOnState((await lockSubscription(work.db, subscriptionId)).state, liveStates);
    const newestFirst = await work.db.find(Secret, { where: { subscriptionId }, order: { id: 'DESC' } });
    const kind = signature ?? newestFirst[0]?.kind ?? 'v1';
    const until = new Date(work.now.getTime() + events.secretOverlapHours * 3_600_000);
    // Those that have run out go, and of the others the oldest, so that there is room for the new one.
    const live = newestFirst.filter(({ expiresAt }) => expiresAt === null || expiresAt > work.now);
    const kept = live.slice(0, events.mostSecrets - 1);
    const dropped = newestFirst.filter((secret) => !kept.includes(secret));
    if (dropped.length > 0) await work.db.delete(Secret, { id: In(dropped.map(({ id }) => id)) });
    for (const { id, expiresAt } of kept) if (expiresAt === null) await work.db.update(Secret, { id }, { expiresAt: until });

    const shown = await addSecret(work, this.sealer, subscriptionId, kind);
    work.record(events.secretRotated, streamOf(subscriptionId), { subscriptionId, signature: kind, previousUntil: until.toISOString() });
    await noteAudit(work.db, actor, work.now, { action: events.rotateSecret.name, object: { kind: 'subscription', id: subscriptionId } });
    return { ...shown, previousUntil: until.toISOString() };
  }
}
