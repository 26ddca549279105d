import { Injectable } from '@nestjs/common';
import { Database, Sealer } from '#db';
import { systemActor } from '#kernel';
import type { Sink } from '../message/due.js';
import { loadSinks } from '../subscription/load-sinks.js';

const system = systemActor('delivery');

/** Reads where the deliveries of a subscription go, with the secrets that sign them. */
@Injectable()
export class Sinks {
  constructor(private readonly database: Database, private readonly sealer: Sealer) {}

  /** Null when there is no such subscription. */
  async read(subscriptionId: string, now: Date): Promise<Sink | null> {
    const [sink] = await this.database.transaction(system, [], (db) => loadSinks(db, this.sealer, [subscriptionId], now), 'snapshot');
    return sink ?? null;
  }
}
