import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { notifications, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, theHub, type QueryHandler } from '#realtime';
import { NotificationClock } from '../clock.js';
import { leftAloneUntil } from '../preference/decide.js';
import { readSettings } from '../preference/read-settings.js';
import { personOf } from '../preference/whose.js';

type Spans = Output<typeof notifications.readInstitutionQuiet>['spans'];

@Injectable()
@Answers(notifications.readQuiet, () => theHub)
export class ReadQuiet implements QueryHandler<typeof notifications.readQuiet> {
  constructor(private readonly clock: NotificationClock) {}

  async execute(actor: Principal, _: Params<typeof notifications.readQuiet>, db: EntityManager): Promise<Output<typeof notifications.readQuiet>> {
    const [personId, now] = [personOf(actor), this.clock.now()];
    const settings = (await readSettings(db, [personId], [], now)).get(personId);
    if (settings === undefined) throw new Error(`the settings of ${personId} were not read`);
    const { zone, zoneFrom, quietFrom, pausedUntil, quiet } = settings;
    return {
      spans: quiet.map(({ days, from, to }) => ({ days: [...days], from, to })), from: quietFrom, zone, zoneFrom,
      pausedUntil: pausedUntil?.toISOString() ?? null, quietUntil: leftAloneUntil(settings, now)?.toISOString() ?? null,
    };
  }
}

@Injectable()
@Answers(notifications.readInstitutionQuiet, (params) => ({ kind: 'org', id: params.institutionId }))
export class ReadInstitutionQuiet implements QueryHandler<typeof notifications.readInstitutionQuiet> {
  async execute(_: Principal, { institutionId }: Params<typeof notifications.readInstitutionQuiet>, db: EntityManager): Promise<Output<typeof notifications.readInstitutionQuiet>> {
    const [row] = await db.query<{ spans: Spans }[]>(`SELECT spans FROM notification_quiet WHERE owner = 'institution' AND owner_id = $1`, [institutionId]);
    return { spans: row?.spans ?? [] };
  }
}
