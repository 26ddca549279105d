import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { insistOnCountry } from '../border/insist-on-country.js';
import { Centre, lockCentre, tellCentre } from './centre.entity.js';

@Injectable()
@Handles(corridor.changeCentre, (input) => ({ kind: 'centre', id: input.centreId }))
export class ChangeCentre implements CommandHandler<typeof corridor.changeCentre> {
  async execute(_: Principal, { centreId, point, ...changes }: Input<typeof corridor.changeCentre>, work: Work): Promise<Output<typeof corridor.changeCentre>> {
    const centre = Object.assign(await lockCentre(work.db, centreId), changes, point);
    if (point !== undefined) insistOnCountry(point, centre.countryCode, '/point');
    const { name, names, zone, latitude, longitude, services, hours, outsideIds } = centre;
    await work.db.update(Centre, { id: centreId }, { name, names, zone, latitude, longitude, services, hours, outsideIds });
    tellCentre(work, centre);
    return {};
  }
}
