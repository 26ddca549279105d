import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { alliance, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, type QueryHandler } from '#realtime';
import { Institution } from './institution.entity.js';

@Injectable()
@Answers(alliance.readInstitution, (params) => ({ kind: 'org', id: params.institutionId }))
export class ReadInstitution implements QueryHandler<typeof alliance.readInstitution> {
  execute(_actor: Principal, params: Params<typeof alliance.readInstitution>, db: EntityManager): Promise<Output<typeof alliance.readInstitution>> {
    return db.findOneByOrFail(Institution, { id: params.institutionId });
  }
}
