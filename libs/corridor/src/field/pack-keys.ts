import { Injectable } from '@nestjs/common';
import { Database, sealedColumn, Sealer, SigningKeys } from '#db';

const column = sealedColumn('corridor_pack_key', 'sealed');

/** The keys that packs are signed with. */
@Injectable()
export class PackKeys extends SigningKeys {
  constructor(sealer: Sealer, database: Database) {
    super(sealer, database, column);
  }
}
