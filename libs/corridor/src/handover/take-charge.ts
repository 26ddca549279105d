import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler, type Granted } from '#realtime';
import { UNDER_WAY } from '../sharing/audience-of.js';
import { lockDeployment, type Deployment } from '../deployment/deployment.entity.js';
import { chargeOf, giveCharge } from './charge.js';
import { Handover, saveHandover } from './handover.entity.js';

type Take = Input<typeof corridor.takeCharge>;

@Injectable()
@Handles(corridor.takeCharge, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class TakeCharge implements CommandHandler<typeof corridor.takeCharge> {
  async execute(actor: Principal, { deploymentId, reason }: Take, work: Work, { standing }: Granted): Promise<Output<typeof corridor.takeCharge>> {
    const { personId } = actor;
    if (personId === null) throw new Error('the hub itself is never in charge');
    const deployment = await lockDeployment(work.db, deploymentId);
    deployment.insist(UNDER_WAY);
    const charge = await chargeOf(work.db, deploymentId);
    if (charge?.personId === personId) return {};
    // Nobody slips out of a shift: without a handover it is taken only by who answers for the crew, and with a reason.
    if (charge !== null && (!standing.has('operator') || reason === undefined)) {
      throw new DomainError('in_charge_already', 'Somebody is in charge. The crew take over by a handover; a coordinator of the operator may do so without one and says why.', { personId: charge.personId });
    }
    await this.withdrawOpen(work, deployment);
    await giveCharge(work, actor, deployment, { personId, reason: reason ?? null, handoverId: null });
    return {};
  }

  /** A note of somebody who is not in charge any more is worth nothing. */
  private async withdrawOpen(work: Work, deployment: Deployment): Promise<void> {
    const [open] = await work.db.createQueryBuilder(Handover, 'h').where(`h.deploymentId = :id AND h.state IN ('written', 'read_back', 'returned')`, { id: deployment.id }).getMany();
    if (open === undefined) return;
    const from = open.state;
    open.move(corridor.withdrawHandover, work.now);
    await saveHandover(work, deployment, open, from);
  }
}
