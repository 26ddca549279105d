import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockCorridor, streamOf } from '../corridor/corridor.entity.js';

@Injectable()
@Handles(corridor.setBorderRules, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class SetBorderRules implements CommandHandler<typeof corridor.setBorderRules> {
  async execute(_: Principal, { corridorId, ...rules }: Input<typeof corridor.setBorderRules>, work: Work): Promise<Output<typeof corridor.setBorderRules>> {
    await lockCorridor(work.db, corridorId);
    await work.db.query(
      `INSERT INTO corridor_border_rules (corridor_id, country_code, languages, forms) VALUES ($1, $2, $3, $4)
       ON CONFLICT (corridor_id, country_code) DO UPDATE SET languages = EXCLUDED.languages, forms = EXCLUDED.forms`,
      [corridorId, rules.countryCode, rules.languages, rules.forms],
    );
    work.record(corridor.borderRulesChanged, streamOf(corridorId), rules);
    return {};
  }
}
