import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { Database } from '#db';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { deploymentStream, knowDeployment, type Deployment } from '../deployment/deployment.entity.js';
import { CarryOut, type Outcome } from './carry-out.js';
import { fieldCommand } from './field-commands.js';
import { gapsOf, hashOf, keepOperation, knownOf, queueClients, type Known } from './operation-rows.js';

type Submission = Input<typeof corridor.submitOperations>;
type Result = corridor.FieldResult;
interface Sender { readonly actor: Principal; readonly personId: string; readonly deployment: Deployment }

/**
 * What was done in the field is done here, in its order. Each operation is a transaction of its own, under an id of its own;
 * this one only writes down what became of them. If it is cut off in the middle, the same submission sent again finds the
 * answers that were given, and does nothing twice.
 */
@Injectable()
@Handles(corridor.submitOperations, (input) => ({ kind: 'deployment', id: input.deploymentId }))
export class SubmitOperations implements CommandHandler<typeof corridor.submitOperations> {
  private running = 0;

  constructor(
    private readonly carryOut: CarryOut,
    private readonly database: Database,
  ) {}

  async execute(actor: Principal, submission: Submission, work: Work): Promise<Output<typeof corridor.submitOperations>> {
    // Each holds a connection while its operations need another: a quarter of them leaves one for every operation.
    const most = Math.max(1, Math.floor((this.database.pool.options.max ?? 4) / 4));
    if (this.running >= most) throw new DomainError('too_many_submissions', 'Many submissions are under way; send the same again in a moment.', { retryAfter: 2 });
    this.running += 1;
    try {
      return await this.submit(actor, submission, work);
    } finally {
      this.running -= 1;
    }
  }

  private async submit(actor: Principal, { deploymentId, operations }: Submission, work: Work): Promise<Output<typeof corridor.submitOperations>> {
    const { personId } = actor;
    if (personId === null) throw new Error('nothing is brought from the field by the hub itself');
    const sender = { actor, personId, deployment: await knowDeployment(work.db, deploymentId) };
    const clients = [...new Set(operations.map(({ clientId }) => clientId))];
    await queueClients(work.db, personId, clients);
    const known = await knownOf(work.db, personId, operations);
    const results: Result[] = [];
    for (const operation of operations) results.push(await this.take(work, sender, operation, known));
    return { results, gaps: await gapsOf(work.db, personId, clients) };
  }

  private async take(work: Work, sender: Sender, operation: corridor.FieldOperation, known: readonly Known[]): Promise<Result> {
    const here = known.filter(({ clientId, counter }) => clientId === operation.clientId && counter === operation.counter);
    const same = here.find(({ hash }) => hash === hashOf(operation));
    if (same !== undefined) return duplicate(same);
    // A counter stands for one operation. Another one under it is not carried out, and not lost either.
    const outcome: Outcome = here.length > 0 ? reused(here) : await this.carryOut.one(sender.actor, operation);
    const { deployment, personId } = sender;
    const operationId = await keepOperation(work.db, { deploymentId: deployment.id, personId, now: work.now }, operation, outcome);
    const { clientId, counter, command } = operation;
    if (outcome.status === 'accepted') return { clientId, counter, status: 'accepted', first: null, code: null, message: null, operationId: null, output: outcome.output, there: null };
    const { status, code, message, there } = outcome;
    const told = { deploymentId: deployment.id, institutionId: deployment.operatorId, operationId, personId, command: fieldCommand(command)?.name ?? 'unknown', status, code };
    work.record(corridor.operationKept, deploymentStream(deployment.id), told, { audience: operatorAudience(deployment) });
    return { clientId, counter, status, first: null, code, message, operationId, output: null, there };
  }
}

/** Operations that wait are the operator's own business. */
export function operatorAudience({ operatorId }: Deployment): readonly string[] {
  return ['administrators', `org:${operatorId}`];
}

function duplicate({ id, clientId, counter, status, code, message, output, there }: Known): Result {
  return { clientId, counter, status: 'duplicate', first: status, code, message, operationId: status === 'accepted' ? null : id, output, there };
}

function reused(here: readonly Known[]): Outcome {
  return {
    status: 'rejected', code: 'command_id_reused', message: 'Another operation came under this counter before.', details: { operationIds: here.map(({ id }) => id) },
    there: here[0]?.output ?? here[0]?.there ?? null,
  };
}
