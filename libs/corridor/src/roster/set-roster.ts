import { Injectable } from '@nestjs/common';
import { corridor, type Data, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler, type Granted } from '#realtime';
import { lockCorridor, streamOf } from '../corridor/corridor.entity.js';
import { insistOnMember } from '../institution/know-institution.js';
import { audienceOf } from '../sharing/audience-of.js';
import { insistOnOwn } from '../standing/insist-on-own.js';
import { insistOnTakingPart } from './insist-on-taking-part.js';

@Injectable()
@Handles(corridor.setRoster, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class SetRoster implements CommandHandler<typeof corridor.setRoster> {
  async execute(actor: Principal, input: Input<typeof corridor.setRoster>, work: Work, { standing }: Granted): Promise<Output<typeof corridor.setRoster>> {
    const { corridorId, institutionId, kind, level, shifts } = input;
    await insistOnOwn(work.db, actor, input, standing);
    await lockCorridor(work.db, corridorId);
    await insistOnMember(work.db, corridorId, institutionId);
    await insistOnTakingPart(work.db, corridorId, shifts.map(({ personId }) => personId));
    const version = shifts.length === 0 ? await drop(work, input) : await put(work, input);
    await tellRoster(work, corridorId, { institutionId, kind, level, version });
    await noteAudit(work.db, actor, work.now, { action: corridor.setRoster.name, object: { kind: 'corridor', id: corridorId } });
    return { version };
  }
}

/** A level without shifts is none, and its exceptions go with it. */
async function drop({ db }: Work, { corridorId, institutionId, kind, level }: Input<typeof corridor.setRoster>): Promise<number> {
  await db.query('DELETE FROM corridor_roster WHERE corridor_id = $1 AND institution_id = $2 AND kind = $3 AND level = $4', [corridorId, institutionId, kind, level]);
  return 0;
}

async function put({ db, now }: Work, { corridorId, institutionId, kind, level, zone, shifts, holidays }: Input<typeof corridor.setRoster>): Promise<number> {
  const [row] = await db.query<{ version: number }[]>(
    `INSERT INTO corridor_roster (corridor_id, institution_id, kind, level, zone, shifts, holidays, version, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)
     ON CONFLICT (corridor_id, institution_id, kind, level) DO UPDATE SET zone = $5, shifts = $6, holidays = $7, version = corridor_roster.version + 1, changed_at = $8 RETURNING version`,
    [corridorId, institutionId, kind, level, zone, JSON.stringify(shifts), holidays, now],
  );
  return row?.version ?? 1;
}

/** Who is on call was changed; those who read the alerts of the organisation hear of it. */
export async function tellRoster(work: Work, corridorId: string, data: Data<typeof corridor.rosterChanged>): Promise<void> {
  work.record(corridor.rosterChanged, streamOf(corridorId), data, { audience: await audienceOf(work.db, corridorId, data.institutionId, 'alert') });
}
