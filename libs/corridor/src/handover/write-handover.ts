import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Input, type Output } from '#contracts';
import { asHub, refuseOn } from '#db';
import { principalsOf } from '#identity';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockDeployment, type Deployment } from '../deployment/deployment.entity.js';
import { UNDER_WAY } from '../sharing/audience-of.js';
import { readPlace } from '../standing/read-standing.js';
import { insistOnCharge, openOf } from './charge.js';
import { Handover, saveHandover, takeHandover } from './handover.entity.js';

type Stepped = Output<typeof corridor.writeHandover>;

@Injectable()
@Handles(corridor.writeHandover, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class WriteHandover implements CommandHandler<typeof corridor.writeHandover> {
  async execute(actor: Principal, { deploymentId, toPersonId, text }: Input<typeof corridor.writeHandover>, work: Work): Promise<Stepped> {
    const deployment = await lockDeployment(work.db, deploymentId);
    deployment.insist(UNDER_WAY);
    await insistOnCharge(work.db, deploymentId, actor);
    await insistOnReceiver(work.db, deployment, actor, toPersonId);
    const handover = work.db.create(Handover, {
      id: newId(), deploymentId, fromId: actor.personId ?? '', toId: toPersonId, state: 'written', version: 1, text, readBack: null, returnReason: null,
      open: await openOf(work.db, deployment), writtenAt: work.now, movedAt: work.now,
    });
    return saveHandover(work, deployment, handover, null).catch(refuseOn('one_open_handover', new DomainError('handover_open', 'A handover of this deployment is open already; end it first.')));
  }
}

@Injectable()
@Handles(corridor.amendHandover, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class AmendHandover implements CommandHandler<typeof corridor.amendHandover> {
  async execute(actor: Principal, { deploymentId, handoverId, version, text, toPersonId }: Input<typeof corridor.amendHandover>, work: Work): Promise<Stepped> {
    const deployment = await lockDeployment(work.db, deploymentId);
    const handover = await takeHandover(work.db, deploymentId, handoverId, version);
    handover.insistOnSide(actor, 'fromId');
    if (toPersonId !== undefined) await insistOnReceiver(work.db, deployment, actor, toPersonId);
    const from = handover.state;
    handover.move(corridor.amendHandover, work.now);
    // What was read back was read back of another note.
    Object.assign(handover, { text: text ?? handover.text, toId: toPersonId ?? handover.toId, open: await openOf(work.db, deployment), readBack: null, returnReason: null, writtenAt: work.now });
    return saveHandover(work, deployment, handover, from);
  }
}

/** Who takes over is somebody else, and can act for the unit. @throws DomainError receiver_unfit */
async function insistOnReceiver(db: EntityManager, { corridorId, operatorId }: Deployment, actor: Principal, personId: string): Promise<void> {
  const receiver = await asHub(db, async () => (await principalsOf(db, [personId], [])).get(personId));
  const fit = receiver !== undefined && personId !== actor.personId && (await asHub(db, () => readPlace(db, receiver, corridorId))).holds(operatorId, 'field', 'coordinator');
  if (!fit) throw new DomainError('receiver_unfit', 'The receiver is somebody else who holds a field post for the operator, or coordinates for it.', { personId });
}
