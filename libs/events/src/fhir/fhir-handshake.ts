import { Injectable } from '@nestjs/common';
import { Sealer } from '#db';
import { systemActor, systemClock } from '#kernel';
import { UnitOfWork } from '#log';
import { Outbound } from '#outbound';
import type { Consent } from '../subscription/judge-consent.js';
import { loadSinks } from '../subscription/load-sinks.js';
import { plainNotification } from './compose-notification.js';

const system = systemActor('handshake');

/** A FHIR endpoint is asked by a handshake notification, and agrees by taking it (channel rest-hook). */
@Injectable()
export class FhirHandshake {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sealer: Sealer,
    private readonly outbound: Outbound,
  ) {}

  async ask(subscriptionId: string, signal: AbortSignal): Promise<Consent> {
    const now = systemClock.now();
    const { sink, sequence } = await this.unitOfWork.read(system, [], async (db) => ({
      sink: (await loadSinks(db, this.sealer, [subscriptionId], now))[0],
      sequence: Number((await db.query<{ sequence: string }[]>('SELECT sequence FROM events_progress WHERE subscription_id = $1', [subscriptionId]))[0]?.sequence ?? 0),
    }));
    if (sink === undefined) throw new Error(`the subscription ${subscriptionId} is not there`);
    const answer = await this.outbound.send(plainNotification(sink, 'handshake', sequence, now), signal);
    if (answer.status !== null && answer.status >= 200 && answer.status < 300) return { agreed: true, rate: null };
    return { agreed: false, blocked: answer.kind === 'blocked', refusal: answer.fault ?? `it answered ${answer.status} to the handshake` };
  }
}
