import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Params } from '#contracts';
import { systemClock, type Principal } from '#kernel';
import { Answers, publicOrigin, type QueryHandler } from '#realtime';
import { deploymentMachine } from '../deployment/deployment-states.js';
import { knowDeployment, type Deployment } from '../deployment/deployment.entity.js';
import { openLegs } from '../leg/read-legs.js';
import { slotsOn } from '../report/read-slots.js';
import { localDayOf } from '../tally/local-day.js';
import { Unit } from '../unit/unit.entity.js';
import { fieldCommands } from './field-commands.js';
import { PackKeys } from './pack-keys.js';
import { signPack } from './sign-pack.js';

/** A device that has no line reads from it what may follow, whom to ask, and what to count. It holds ids and no words about people. */
@Injectable()
@Answers(corridor.readPack, (params) => ({ kind: 'deployment', id: params.deploymentId }))
export class ReadPack implements QueryHandler<typeof corridor.readPack> {
  constructor(private readonly keys: PackKeys) {}

  async execute(_: Principal, { deploymentId }: Params<typeof corridor.readPack>, db: EntityManager): Promise<corridor.SignedPack> {
    const now = systemClock.now();
    const deployment = await knowDeployment(db, deploymentId);
    const { id, name, emtType } = await db.findOneByOrFail(Unit, { id: deployment.unitId });
    const stock = await db.query<{ id: string }[]>('SELECT item_id AS id FROM corridor_stock WHERE holder_id = $1 ORDER BY item_id', [deployment.unitId]);
    const key = await this.keys.signing(db);
    const facts = corridor.packFacts.parse({
      form: 'corridor-pack/1', hub: publicOrigin(), madeAt: now.toISOString(), deployment: deployment.view(), legs: (await openLegs(db, deploymentId)).map((leg) => leg.view(now)),
      unit: { id, name, emtType }, stock: stock.map((row) => row.id), contacts: await contactsOf(db, deployment), rules: rules(), report: { form: 'mds50', freeSlots: await slotsOn(db, deploymentId, localDayOf(now, deployment.zone)) }, key: key.id,
    });
    return signPack(facts, key.key);
  }
}

function rules(): object {
  const steps = deploymentMachine.transitions.flatMap(({ command, from, to, who, guards }) => (command === null ? [] : [{ command: command.name, from: [...from], to, who: [...who], guards: [...guards] }]));
  return { steps, commands: fieldCommands(), mostOperations: corridor.MOST_OPERATIONS };
}

function contactsOf(db: EntityManager, { corridorId, operatorId, hostId }: Deployment): Promise<unknown[]> {
  return db.query(
    `SELECT institution_id AS "institutionId", post, array_agg(person_id ORDER BY person_id) AS "personIds" FROM corridor_post
     WHERE corridor_id = $1 AND institution_id = ANY ($2) GROUP BY institution_id, post ORDER BY institution_id, post`,
    [corridorId, [operatorId, hostId]],
  );
}
