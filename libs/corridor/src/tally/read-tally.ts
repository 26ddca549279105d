import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, type QueryHandler } from '#realtime';
import { knowDeployment } from '../deployment/deployment.entity.js';
import { cellsOf, complete, generalLines, keyOf, type Counts } from '../report/counts.js';
import { slotsOn } from '../report/read-slots.js';
import { hoursOf } from './local-day.js';

@Injectable()
@Answers(corridor.readTally, (params) => ({ kind: 'deployment', id: params.deploymentId }))
export class ReadTally implements QueryHandler<typeof corridor.readTally> {
  async execute(_: Principal, { deploymentId, day }: Params<typeof corridor.readTally>, db: EntityManager): Promise<Output<typeof corridor.readTally>> {
    const { zone } = await knowDeployment(db, deploymentId);
    const slots = await slotsOn(db, deploymentId, day);
    const [row] = await db.query<{ encounters: number; withdrawn: number }[]>(
      'SELECT count(*) FILTER (WHERE NOT withdrawn)::int AS encounters, count(*) FILTER (WHERE withdrawn)::int AS withdrawn FROM corridor_encounter WHERE deployment_id = $1 AND day = $2 AND current', [deploymentId, day],
    );
    const cells = cellsOf('mds50', await countDay(db, deploymentId, day, slots), { slots });
    return { deploymentId, day, zone, form: 'mds50', hours: hoursOf(day, zone), encounters: row?.encounters ?? 0, withdrawn: row?.withdrawn ?? 0, cells };
  }
}

/** The general report of a local day as its encounters make it. What no encounter bears is nought; free slots without a name are not asked. */
export async function countDay(db: EntityManager, deploymentId: string, day: string, slots: Readonly<Record<string, string>>): Promise<Counts> {
  const rows = await db.query<{ item: number; age: corridor.AgeGroup; count: number }[]>(
    `SELECT item, age_group AS age, count(*)::int AS count FROM corridor_encounter, unnest(items || sex) AS item
     WHERE deployment_id = $1 AND day = $2 AND current AND NOT withdrawn GROUP BY 1, 2`,
    [deploymentId, day],
  );
  const counts = new Map<string, number>();
  for (const line of generalLines('mds50')) {
    if (line.item === 0 || (line.section === 'free_slots' && slots[line.item] === undefined)) continue;
    for (const column of corridor.columnsOf('mds50', line)) {
      const fits = (age: corridor.AgeGroup): boolean => column === 'all' || column === age || column === corridor.halfOf(age);
      counts.set(keyOf(line.item, column), rows.filter(({ item, age }) => item === line.item && fits(age)).reduce((sum, { count }) => sum + count, 0));
    }
  }
  return complete('mds50', counts);
}
