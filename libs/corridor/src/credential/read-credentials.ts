import { Injectable } from '@nestjs/common';
import { LessThan, type EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import { DomainError, systemClock, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';
import { Credential } from './credential.entity.js';

type View = Output<typeof corridor.readCredential>;
type Licensed = Output<typeof corridor.listLicensed>;

/** Row-level security shows those of whom the compact shares the staff, those of the caller's host country, and the caller's own. */
@Injectable()
@Answers(corridor.listCredentials, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListCredentials implements QueryHandler<typeof corridor.listCredentials> {
  async execute(_: Principal, { limit, iterator, ...wanted }: Params<typeof corridor.listCredentials>, db: EntityManager): Promise<Page<View>> {
    const before = placeOf(iterator, corridor.id);
    const where = { ...Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)), ...(before === null ? {} : { id: LessThan(before) }) };
    return pageOf((await db.find(Credential, { where, order: { id: 'DESC' }, take: limit + 1 })).map(view), limit, (row) => row.id);
  }
}

@Injectable()
@Answers(corridor.readCredential, (params) => ({ kind: 'credential', id: params.credentialId }))
export class ReadCredential implements QueryHandler<typeof corridor.readCredential> {
  async execute(_: Principal, { credentialId }: Params<typeof corridor.readCredential>, db: EntityManager): Promise<View> {
    const credential = await db.findOneBy(Credential, { id: credentialId });
    if (credential === null) throw new DomainError('not_found', 'There is no credential of this id.');
    return view(credential);
  }
}

@Injectable()
@Answers(corridor.listLicensed, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListLicensed implements QueryHandler<typeof corridor.listLicensed> {
  async execute(_: Principal, { corridorId, hostCountry, at, limit, iterator }: Params<typeof corridor.listLicensed>, db: EntityManager): Promise<Page<Licensed>> {
    const rows = await db.query<Licensed[]>(
      `SELECT id AS "credentialId", institution_id AS "institutionId", person_id AS "personId", profession, valid_until::text AS "validUntil" FROM corridor_credential
       WHERE corridor_id = $1 AND host_country = $2 AND state = 'verified' AND begins_at <= $3 AND ends_at > $3 AND ($4::uuid IS NULL OR id > $4) ORDER BY id LIMIT $5`,
      [corridorId, hostCountry, at ?? systemClock.now(), placeOf(iterator, corridor.id), limit + 1],
    );
    return pageOf(rows, limit, (row) => row.credentialId);
  }
}

function view({ beginsAt: _begins, endsAt, decidedAt, decidedBy: _by, ...credential }: Credential): View {
  return { ...credential, runOut: endsAt <= systemClock.now(), decidedAt: decidedAt?.toISOString() ?? null };
}
