import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { notifications, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import type { Owner } from '../preference/keep-preference.js';
import { institutionOf, personOf, tellSettled } from '../preference/whose.js';
import type { QuietSpan } from './quiet-until.js';

@Injectable()
@Handles(notifications.setQuiet, () => theHub)
export class SetQuiet implements CommandHandler<typeof notifications.setQuiet> {
  async execute(actor: Principal, { spans }: Input<typeof notifications.setQuiet>, work: Work): Promise<Output<typeof notifications.setQuiet>> {
    const id = personOf(actor);
    await keepQuiet(work.db, { kind: 'person', id }, spans, work.now);
    tellSettled(work, id, 'quiet');
    return {};
  }
}

@Injectable()
@Handles(notifications.clearQuiet, () => theHub)
export class ClearQuiet implements CommandHandler<typeof notifications.clearQuiet> {
  async execute(actor: Principal, _: Input<typeof notifications.clearQuiet>, work: Work): Promise<Output<typeof notifications.clearQuiet>> {
    const id = personOf(actor);
    await dropQuiet(work.db, { kind: 'person', id });
    tellSettled(work, id, 'quiet');
    return {};
  }
}

@Injectable()
@Handles(notifications.setInstitutionQuiet, (input) => ({ kind: 'org', id: input.institutionId }))
export class SetInstitutionQuiet implements CommandHandler<typeof notifications.setInstitutionQuiet> {
  async execute(actor: Principal, { institutionId, spans }: Input<typeof notifications.setInstitutionQuiet>, work: Work): Promise<Output<typeof notifications.setInstitutionQuiet>> {
    const owner = institutionOf(actor, institutionId);
    await (spans.length === 0 ? dropQuiet(work.db, owner) : keepQuiet(work.db, owner, spans, work.now));
    await noteAudit(work.db, actor, work.now, { action: notifications.setInstitutionQuiet.name, object: { kind: 'org', id: institutionId } });
    return {};
  }
}

async function keepQuiet(db: EntityManager, { kind, id }: Owner, spans: readonly QuietSpan[], now: Date): Promise<void> {
  await db.query(
    `INSERT INTO notification_quiet (owner, owner_id, spans, changed_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT ON CONSTRAINT quiet_hours_are_settled_once DO UPDATE SET spans = excluded.spans, changed_at = excluded.changed_at`, [kind, id, JSON.stringify(spans), now]);
}

async function dropQuiet(db: EntityManager, { kind, id }: Owner): Promise<void> {
  await db.query('DELETE FROM notification_quiet WHERE owner = $1 AND owner_id = $2', [kind, id]);
}
