import { Injectable } from '@nestjs/common';
import { corridor, type Command, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockDeployment, type Deployment } from '../deployment/deployment.entity.js';
import { giveCharge, openOf } from './charge.js';
import { saveHandover, takeHandover, type Handover } from './handover.entity.js';
import { itsDeployment } from '../standing/concerns.js';

type Stepped = Output<typeof corridor.acceptHandover>;
/** A step, and whose it is. */
interface Step { readonly command: Command; readonly sides: readonly ('fromId' | 'toId')[] }

@Injectable()
@Handles(corridor.readBackHandover, itsDeployment)
export class ReadBackHandover implements CommandHandler<typeof corridor.readBackHandover> {
  execute(actor: Principal, { text, ...input }: Input<typeof corridor.readBackHandover>, work: Work): Promise<Stepped> {
    return answer(work, actor, input, { command: corridor.readBackHandover, sides: ['toId'] }, (handover) => {
      handover.readBack = text;
    });
  }
}

@Injectable()
@Handles(corridor.returnHandover, itsDeployment)
export class ReturnHandover implements CommandHandler<typeof corridor.returnHandover> {
  execute(actor: Principal, { reason, ...input }: Input<typeof corridor.returnHandover>, work: Work): Promise<Stepped> {
    return answer(work, actor, input, { command: corridor.returnHandover, sides: ['toId', 'fromId'] }, (handover) => {
      handover.returnReason = reason;
    });
  }
}

@Injectable()
@Handles(corridor.withdrawHandover, itsDeployment)
export class WithdrawHandover implements CommandHandler<typeof corridor.withdrawHandover> {
  execute(actor: Principal, input: Input<typeof corridor.withdrawHandover>, work: Work): Promise<Stepped> {
    return answer(work, actor, input, { command: corridor.withdrawHandover, sides: ['fromId'] });
  }
}

@Injectable()
@Handles(corridor.acceptHandover, itsDeployment)
export class AcceptHandover implements CommandHandler<typeof corridor.acceptHandover> {
  execute(actor: Principal, input: Input<typeof corridor.acceptHandover>, work: Work): Promise<Stepped> {
    return answer(work, actor, input, { command: corridor.acceptHandover, sides: ['toId'] }, async (handover, deployment) => {
      await insistOnWhole(work, deployment, handover);
      await giveCharge(work, actor, deployment, { personId: handover.toId, reason: null, handoverId: handover.id });
    });
  }
}

/** What came up since the note was written is in nobody's head but the sender's: it has to be told first. @throws DomainError handover_outdated */
async function insistOnWhole({ db }: Work, deployment: Deployment, { open }: Handover): Promise<void> {
  const missing = (await openOf(db, deployment)).filter(({ id }) => !open.some((named) => named.id === id));
  if (missing.length > 0) throw new DomainError('handover_outdated', 'Something came up since the note was written: the sender amends it, and it is read back again.', { missing });
}

interface StepInput { readonly deploymentId: string; readonly handoverId: string; readonly version?: number | undefined }

async function answer(work: Work, actor: Principal, input: StepInput, { command, sides }: Step, change?: (handover: Handover, deployment: Deployment) => Promise<void> | void): Promise<Stepped> {
  const deployment = await lockDeployment(work.db, input.deploymentId);
  const handover = await takeHandover(work.db, input.deploymentId, input.handoverId, input.version);
  handover.insistOnSide(actor, ...sides);
  const from = handover.state;
  handover.move(command, work.now);
  await change?.(handover, deployment);
  return saveHandover(work, deployment, handover, from);
}
