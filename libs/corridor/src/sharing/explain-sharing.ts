import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, type Granted, type QueryHandler } from '#realtime';
import { openGrants, viewGrant } from './grant.entity.js';
import { insistOnParty } from './insist-on-party.js';
import { groundsIn, sightBy } from './weigh-grounds.js';

type Explanation = Output<typeof corridor.explainSharing>;

@Injectable()
@Answers(corridor.explainSharing, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ExplainSharing implements QueryHandler<typeof corridor.explainSharing> {
  async execute(_: Principal, { corridorId, ...line }: Params<typeof corridor.explainSharing>, db: EntityManager, { standing }: Granted): Promise<Explanation> {
    await insistOnParty(db, standing, [line.institutionId, line.readerInstitutionId]);
    const grounds = (await groundsIn(db, corridorId, [line.institutionId], [line.dataClass])).filter(({ readerId }) => readerId === line.readerInstitutionId);
    const grants = new Map((await openGrants(db, line)).map((grant) => [grant.id, viewGrant(grant)]));
    return {
      ...line, ...sightBy(grounds),
      grounds: grounds.flatMap(({ deploymentId, grantId }): Explanation['grounds'] => {
        if (deploymentId !== null) return [{ kind: 'host', deploymentId }];
        if (grantId === null) return [{ kind: 'own' }];
        const grant = grants.get(grantId);
        return grant === undefined ? [] : [{ kind: 'grant', grant }];
      }),
    };
  }
}
