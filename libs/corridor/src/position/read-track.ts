import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { corridor, type Output, type Params } from '#contracts';
import { systemClock, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Granted, type Page, type QueryHandler } from '#realtime';
import { shareOf, type Whose } from './share-of.js';
import { lowered } from './tell-moved.js';
import type { Fix } from './track.js';

type View = Output<typeof corridor.readTrack>;
type Row = Omit<Fix, 'fixTime'> & { readonly fixTime: Date; readonly trackerId: string | null };

const place = z.tuple([z.iso.datetime(), z.number(), z.number()]);

const READ = `
  SELECT fix_time AS "fixTime", device_time AS "deviceTime", server_time AS "serverTime", tracker_id AS "trackerId", latitude, longitude, altitude, speed, course, accuracy
  FROM corridor_fix WHERE unit_id = $1 AND fix_time >= greatest($2::timestamptz, corridor_shared_since($4, 'position')) AND fix_time < $3
    AND ($5::timestamptz IS NULL OR (fix_time, latitude, longitude) > ($5, $6, $7))
  ORDER BY fix_time, latitude, longitude LIMIT $8`;

@Injectable()
@Answers(corridor.readTrack, (params) => ({ kind: 'unit', id: params.unitId }))
export class ReadTrack implements QueryHandler<typeof corridor.readTrack> {
  async execute(_: Principal, { unitId, from, to, limit, iterator }: Params<typeof corridor.readTrack>, db: EntityManager, { standing }: Granted): Promise<Page<View>> {
    const after = placeOf(iterator, place);
    const [unit] = await db.query<Whose[]>('SELECT corridor_id AS "corridorId", institution_id AS "institutionId" FROM corridor_unit WHERE id = $1', [unitId]);
    const share = unit === undefined ? null : await shareOf(db, unit, standing);
    if (unit === undefined || share === null) return { data: [], iterator: null, done: true };
    // Whoever sees late sees nothing that is younger than their delay.
    const shown = new Date(systemClock.now().getTime() - share.delaySeconds * 1_000);
    const end = share.delaySeconds > 0 && (to === undefined || new Date(to) > shown) ? shown : (to ?? 'infinity');
    const rows = await db.query<Row[]>(READ, [unitId, from ?? '-infinity', end, unit.institutionId, ...(after ?? [null, null, null]), limit + 1]);
    const { data, ...page } = pageOf(rows, limit, (row) => [row.fixTime.toISOString(), row.latitude, row.longitude]);
    return { data: data.map((row) => view(row, share.precisionMetres)), ...page };
  }
}

function view(row: Row, precisionMetres: number | null): View {
  return {
    ...lowered(row, precisionMetres), altitude: precisionMetres === null ? row.altitude : null, trackerId: row.trackerId,
    fixTime: row.fixTime.toISOString(), deviceTime: row.deviceTime?.toISOString() ?? null, serverTime: row.serverTime.toISOString(),
  };
}
