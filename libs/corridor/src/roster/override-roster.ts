import { Injectable } from '@nestjs/common';
import { corridor, type Data, type Input, type Output } from '#contracts';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler, type Granted } from '#realtime';
import { insistOnOwn } from '../standing/insist-on-own.js';
import { insistOnTakingPart } from './insist-on-taking-part.js';
import { tellRoster } from './set-roster.js';

type Told = Data<typeof corridor.rosterChanged>;

@Injectable()
@Handles(corridor.overrideRoster, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class OverrideRoster implements CommandHandler<typeof corridor.overrideRoster> {
  async execute(actor: Principal, input: Input<typeof corridor.overrideRoster>, work: Work, { standing }: Granted): Promise<Output<typeof corridor.overrideRoster>> {
    const { corridorId, institutionId, kind, level, starts, ends, personIds } = input;
    await insistOnOwn(work.db, actor, input, standing);
    await insistOnTakingPart(work.db, corridorId, personIds);
    const version = await countUp(work, corridorId, { institutionId, kind, level });
    const overrideId = newId();
    await work.db.query(
      'INSERT INTO corridor_roster_override (id, corridor_id, institution_id, kind, level, starts, ends, person_ids, given_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
      [overrideId, corridorId, institutionId, kind, level, starts, ends, personIds, work.now],
    );
    await tellRoster(work, corridorId, { institutionId, kind, level, version });
    return { overrideId };
  }
}

@Injectable()
@Handles(corridor.liftOverride, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class LiftOverride implements CommandHandler<typeof corridor.liftOverride> {
  async execute(actor: Principal, { corridorId, overrideId }: Input<typeof corridor.liftOverride>, work: Work, { standing }: Granted): Promise<Output<typeof corridor.liftOverride>> {
    const [found] = await work.db.query<(Omit<Told, 'version'>)[]>(
      'SELECT institution_id AS "institutionId", kind, level FROM corridor_roster_override WHERE id = $1 AND corridor_id = $2 AND lifted_at IS NULL FOR UPDATE', [overrideId, corridorId],
    );
    if (found === undefined) throw new DomainError('override_unknown', 'There is no such exception, or it was lifted.');
    await insistOnOwn(work.db, actor, { corridorId, institutionId: found.institutionId }, standing);
    const version = await countUp(work, corridorId, found);
    await work.db.query('UPDATE corridor_roster_override SET lifted_at = $2 WHERE id = $1', [overrideId, work.now]);
    await tellRoster(work, corridorId, { ...found, version });
    return {};
  }
}

/** The roster under its lock, with another version. @throws DomainError roster_unknown */
async function countUp({ db, now }: Work, corridorId: string, { institutionId, kind, level }: Omit<Told, 'version'>): Promise<number> {
  const [[row]] = await db.query<[{ version: number }[], number]>(
    'UPDATE corridor_roster SET version = version + 1, changed_at = $5 WHERE corridor_id = $1 AND institution_id = $2 AND kind = $3 AND level = $4 RETURNING version',
    [corridorId, institutionId, kind, level, now],
  );
  if (row === undefined) throw new DomainError('roster_unknown', 'There is no roster of this kind and level; set one first.');
  return row.version;
}
