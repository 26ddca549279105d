import { Injectable } from '@nestjs/common';
import { notifications, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { NotificationClock } from '../clock.js';
import { personOf, tellSettled } from '../preference/whose.js';

@Injectable()
@Handles(notifications.sayZone, () => theHub)
export class SayZone implements CommandHandler<typeof notifications.sayZone> {
  constructor(private readonly clock: NotificationClock) {}

  async execute(actor: Principal, { zone }: Input<typeof notifications.sayZone>, work: Work): Promise<Output<typeof notifications.sayZone>> {
    const personId = personOf(actor);
    if (zone === null) await work.db.query('DELETE FROM notification_device_zone WHERE person_id = $1', [personId]);
    else {
      await work.db.query(
        `INSERT INTO notification_device_zone (person_id, zone, said_at) VALUES ($1, $2, $3)
         ON CONFLICT (person_id) DO UPDATE SET zone = excluded.zone, said_at = excluded.said_at`, [personId, zone, this.clock.now()]);
    }
    tellSettled(work, personId, 'zone');
    return {};
  }
}
