import { Injectable } from '@nestjs/common';
import { Database, sealedColumn, Sealer, SigningKeys } from '#db';

const column = sealedColumn('events_proof_key', 'sealed');

/** The keys that receipts are signed with. */
@Injectable()
export class ProofKeys extends SigningKeys {
  constructor(sealer: Sealer, database: Database) {
    super(sealer, database, column);
  }
}
