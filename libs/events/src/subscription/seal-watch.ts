import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { findUnopenable, Sealer } from '#db';
import { systemActor } from '#kernel';
import { UnitOfWork } from '#log';

/** Says at start, in one plain sentence, when a key is missing for what is sealed. All that needs no secret goes on. */
@Injectable()
export class SealWatch implements OnApplicationBootstrap {
  private readonly logger = new Logger('SealWatch');

  constructor(private readonly sealer: Sealer, private readonly unitOfWork: UnitOfWork) {}

  async onApplicationBootstrap(): Promise<void> {
    const sentence = await this.unitOfWork.read(systemActor('seal'), [], (db) => findUnopenable(this.sealer, (sql) => db.query(sql)));
    if (sentence !== null) this.logger.error(sentence);
  }
}
