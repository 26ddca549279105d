import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, type Granted, type QueryHandler } from '#realtime';
import { insistOnMember } from '../institution/know-institution.js';
import { insistOnOwn } from '../standing/insist-on-own.js';
import { sightBy, groundsIn, type Ground, type Sight } from './weigh-grounds.js';

type Trial = Output<typeof corridor.tryGrants>;
type Line = Pick<Ground, 'rank' | 'grantId' | 'precisionMetres' | 'delaySeconds' | 'retentionDays'>;

/** Weighs a proposed compact against the one that holds. Reads only: its transaction could not change anything. */
@Injectable()
@Answers(corridor.tryGrants, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class TryGrants implements QueryHandler<typeof corridor.tryGrants> {
  async execute(actor: Principal, { corridorId, grants }: Params<typeof corridor.tryGrants>, db: EntityManager, { standing }: Granted): Promise<Trial> {
    const members = (await db.query<{ id: string }[]>('SELECT DISTINCT institution_id AS id FROM corridor_member WHERE corridor_id = $1 ORDER BY id', [corridorId])).map(({ id }) => id);
    for (const { institutionId, readerInstitutionId } of grants) {
      if (!standing.has('lead')) await insistOnOwn(db, actor, { corridorId, institutionId }, standing);
      for (const party of [institutionId, readerInstitutionId]) if (party !== null && !members.includes(party)) await insistOnMember(db, corridorId, party);
    }
    const grounds = await groundsIn(db, corridorId, [...new Set(grants.map(({ institutionId }) => institutionId))], [...new Set(grants.map(({ dataClass }) => dataClass))]);
    return { changes: [...touched(grants)].flatMap(([ownerId, dataClass]) => members.flatMap((readerId) => changeOf({ ownerId, readerId, dataClass }, grounds, grants))) };
  }
}

/** The owners and classes that the proposal is about, each once. */
function touched(grants: readonly corridor.ProposedGrant[]): Iterable<readonly [string, corridor.SharedClass]> {
  return new Map(grants.map(({ institutionId, dataClass }) => [`${institutionId} ${dataClass}`, [institutionId, dataClass] as const])).values();
}

/** What one reader sees before and after, if that differs. */
function changeOf(of: { ownerId: string; readerId: string; dataClass: corridor.SharedClass }, grounds: readonly Ground[], grants: readonly corridor.ProposedGrant[]): Trial['changes'] {
  const { ownerId, readerId, dataClass } = of;
  const now: readonly Line[] = grounds.filter((ground) => ground.ownerId === ownerId && ground.readerId === readerId && ground.dataClass === dataClass);
  const proposed = grants.filter((grant) => grant.institutionId === ownerId && grant.dataClass === dataClass && (grant.readerInstitutionId ?? readerId) === readerId);
  const [before, after] = [sightBy(now), sightBy(readerId === ownerId ? now : proposed.reduce(applied, now))];
  if (isSame(before, after)) return [];
  const effect = before.sees === 'nothing' ? 'gains' : after.sees === 'nothing' ? 'loses' : 'changes';
  return [{ institutionId: ownerId, readerInstitutionId: readerId, dataClass, effect, before: before.sees === 'nothing' ? null : before, after: after.sees === 'nothing' ? null : after }];
}

/** The same grounds once this line of the proposal is given: it takes the place of the open grant of the same two and class. */
function applied(lines: readonly Line[], grant: corridor.ProposedGrant): readonly Line[] {
  const rank = grant.readerInstitutionId === null ? 4 : 3;
  const others = lines.filter((line) => line.rank !== rank);
  return grant.end ? others : [...others, { ...grant, rank, grantId: null }];
}

function isSame(a: Sight, b: Sight): boolean {
  return a.sees === b.sees && a.precisionMetres === b.precisionMetres && a.delaySeconds === b.delaySeconds && a.retentionDays === b.retentionDays;
}
