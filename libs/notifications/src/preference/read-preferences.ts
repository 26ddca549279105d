import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { notices, notifications, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, theHub, type QueryHandler } from '#realtime';
import { NotificationClock } from '../clock.js';
import { choosePreference, type Preference } from './choose-preference.js';
import { readSettings } from './read-settings.js';
import { personOf } from './whose.js';

type Settled = Output<typeof notifications.readInstitutionPreferences>['settled'][number];

@Injectable()
@Answers(notifications.readPreferences, () => theHub)
export class ReadPreferences implements QueryHandler<typeof notifications.readPreferences> {
  constructor(private readonly clock: NotificationClock) {}

  async execute(actor: Principal, { about }: Params<typeof notifications.readPreferences>, db: EntityManager): Promise<Output<typeof notifications.readPreferences>> {
    const personId = personOf(actor);
    const settings = (await readSettings(db, [personId], null, this.clock.now())).get(personId);
    const preferences = settings?.preferences ?? [];
    return {
      zone: { zone: settings?.zone ?? 'UTC', from: settings?.zoneFrom ?? 'hub' },
      settled: preferences.filter(({ owner }) => owner === 'person').map(settledOf),
      notices: notices.all().map((notice) => ({
        notice: notice.name, category: notice.category, critical: notice.critical,
        channels: notifications.outerChannel.options.map((channel) => {
          const { wanted, by } = choosePreference(preferences, notice, about ?? null, channel);
          return { channel, wanted: wanted || (notice.critical && notice.channels.includes(channel)), from: by?.owner ?? 'hub', by: by === null ? null : settledOf(by) };
        }),
      })),
    };
  }
}

@Injectable()
@Answers(notifications.readInstitutionPreferences, (params) => ({ kind: 'org', id: params.institutionId }))
export class ReadInstitutionPreferences implements QueryHandler<typeof notifications.readInstitutionPreferences> {
  async execute(_: Principal, { institutionId }: Params<typeof notifications.readInstitutionPreferences>, db: EntityManager): Promise<Output<typeof notifications.readInstitutionPreferences>> {
    const settled = await db.query<Settled[]>(
      `SELECT category, channel, about, wanted FROM notification_preference WHERE owner = 'institution' AND owner_id = $1 ORDER BY category NULLS FIRST, channel NULLS FIRST`, [institutionId]);
    return { settled };
  }
}

function settledOf({ category, channel, about, wanted }: Preference): Settled {
  return { category, channel, about, wanted };
}
