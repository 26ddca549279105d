import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { refuseOn } from '#db';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockCorridor, streamOf } from '../corridor/corridor.entity.js';
import { insistOnUnit } from './convert-unit.js';

@Injectable()
@Handles(corridor.registerItem, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class RegisterItem implements CommandHandler<typeof corridor.registerItem> {
  async execute(_: Principal, { corridorId, code, name, names, unit, packs, storage }: Input<typeof corridor.registerItem>, work: Work): Promise<Output<typeof corridor.registerItem>> {
    await insistOnUnit(unit);
    await lockCorridor(work.db, corridorId);
    const itemId = newId();
    await work.db.query(
      `INSERT INTO corridor_item (id, corridor_id, code_system, code_value, name, names, unit, packs, low_celsius, high_celsius) VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8::jsonb, $9, $10)`,
      [itemId, corridorId, code.system, code.value, name, JSON.stringify(names), unit, JSON.stringify(packs), storage?.lowCelsius ?? null, storage?.highCelsius ?? null],
    ).catch(refuseOn('one_item_of_a_code', new DomainError('stock_item_known', 'An item of this code is registered already.', { ...code })));
    work.record(corridor.itemRegistered, streamOf(corridorId), { itemId, code, name, unit, storage: storage ?? null });
    return { itemId };
  }
}
