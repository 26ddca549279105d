import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';
import { knowDeployment } from '../deployment/deployment.entity.js';
import { chargeOf, openOf } from './charge.js';
import { Handover } from './handover.entity.js';

type View = Output<typeof corridor.listHandovers>;
interface Task { readonly id: string; readonly holderId: string; readonly text: string; readonly openedAt: Date }

@Injectable()
@Answers(corridor.listHandovers, (params) => ({ kind: 'deployment', id: params.deploymentId }))
export class ListHandovers implements QueryHandler<typeof corridor.listHandovers> {
  async execute(_: Principal, { deploymentId, limit, iterator }: Params<typeof corridor.listHandovers>, db: EntityManager): Promise<Page<View>> {
    const before = placeOf(iterator, corridor.id);
    const found = db.createQueryBuilder(Handover, 'h').where('h.deploymentId = :deploymentId', { deploymentId }).orderBy('h.id', 'DESC').limit(limit + 1);
    if (before !== null) found.andWhere('h.id < :before', { before });
    return pageOf((await found.getMany()).map(view), limit, (row) => row.id);
  }
}

@Injectable()
@Answers(corridor.readCharge, (params) => ({ kind: 'deployment', id: params.deploymentId }))
export class ReadCharge implements QueryHandler<typeof corridor.readCharge> {
  async execute(_: Principal, { deploymentId }: Params<typeof corridor.readCharge>, db: EntityManager): Promise<Output<typeof corridor.readCharge>> {
    const [charge, open] = [await chargeOf(db, deploymentId), await openOf(db, await knowDeployment(db, deploymentId))];
    const tasks = await db.query<Task[]>('SELECT id, holder_id AS "holderId", text, opened_at AS "openedAt" FROM corridor_task WHERE deployment_id = $1 AND closed_at IS NULL ORDER BY id', [deploymentId]);
    return {
      personId: charge?.personId ?? null, since: charge?.since.toISOString() ?? null, open, tasks: tasks.map((task) => ({ ...task, openedAt: task.openedAt.toISOString() })),
    };
  }
}

function view({ id, fromId, toId, state, version, text, readBack, returnReason, open, writtenAt, movedAt }: Handover): View {
  return { id, fromPersonId: fromId, toPersonId: toId, state, version, text, readBack, returnReason, open, writtenAt: writtenAt.toISOString(), movedAt: movedAt.toISOString() };
}
