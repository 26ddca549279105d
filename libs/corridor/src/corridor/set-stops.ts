import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockCorridor, tellCorridor } from './corridor.entity.js';

@Injectable()
@Handles(corridor.setStops, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class SetStops implements CommandHandler<typeof corridor.setStops> {
  async execute(_: Principal, { corridorId, centreIds }: Input<typeof corridor.setStops>, work: Work): Promise<Output<typeof corridor.setStops>> {
    const found = await lockCorridor(work.db, corridorId);
    const centres = await work.db.query<{ id: string }[]>(`SELECT id FROM corridor_centre WHERE corridor_id = $1 AND id = ANY ($2) AND state = 'open'`, [corridorId, centreIds]);
    const missing = centreIds.find((id) => !centres.some((centre) => centre.id === id));
    if (missing !== undefined) throw new DomainError('stop_unknown', 'A stop must be an open centre of this corridor.', { centreId: missing });
    await work.db.query('DELETE FROM corridor_stop WHERE corridor_id = $1', [corridorId]);
    await work.db.query('INSERT INTO corridor_stop (corridor_id, place, centre_id) SELECT $1, place, id FROM unnest($2::uuid[]) WITH ORDINALITY AS s (id, place)', [corridorId, centreIds]);
    await tellCorridor(work, found);
    return {};
  }
}
