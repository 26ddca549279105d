import { Injectable } from '@nestjs/common';
import type { Data } from '#contracts';
import { events } from '#contracts';
import { systemActor, systemClock } from '#kernel';
import { UnitOfWork, type Work } from '#log';
import { Runs, type JobHandler, type JobRun } from '#queue';
import { publicOrigin } from '#realtime';
import { Outbound } from '#outbound';
import { FhirHandshake } from '../fhir/fhir-handshake.js';
import { consentRequest, judgeConsent, type Consent, type Refused } from './judge-consent.js';
import { moveSubscription } from './move-subscription.js';
import { lockSubscription, streamOf, Subscription } from './subscription.entity.js';

const system = systemActor('handshake');
/** Milliseconds that an endpoint may put its next question off. */
const LONGEST_PAUSE = 86_400_000;

/** Asks an endpoint for its consent. No transaction is open while it thinks. */
@Injectable()
@Runs(events.verifySubscription)
export class VerifySubscription implements JobHandler<typeof events.verifySubscription> {
  constructor(private readonly unitOfWork: UnitOfWork, private readonly outbound: Outbound, private readonly fhir: FhirHandshake) {}

  async run({ subscriptionId }: Data<typeof events.verifySubscription>, { signal }: Pick<JobRun, 'signal'>): Promise<void> {
    const asked = await this.unitOfWork.read(system, [], (db) => db.findOneBy(Subscription, { id: subscriptionId, state: 'requested' }));
    // Whom it was asked for the last time stays unasked, however many jobs still say so.
    if (asked === null || asked.askAt === null) return;
    const consent = asked.protocol === 'fhir' ? await this.fhir.ask(asked.id, signal) : await this.ask(asked, signal);
    if (signal.aborted) return;
    await this.unitOfWork.run(system, [], (work) => settle(work, asked, consent));
  }

  private async ask(asked: Subscription, signal: AbortSignal): Promise<Consent> {
    const origin = hubHost();
    return judgeConsent(await this.outbound.send(consentRequest(asked, origin), signal), origin, systemClock.now());
  }
}

/** The name under which the hub asks: the host of its public address. */
function hubHost(): string {
  const origin = publicOrigin();
  return origin === null ? 'localhost' : new URL(origin).host;
}

/** An answer counts once, and only while the question stands: another run may have asked, or the owner may have begun anew. */
async function settle(work: Work, before: Subscription, consent: Consent): Promise<void> {
  const subscription = await lockSubscription(work.db, before.id);
  if (subscription.state !== 'requested' || subscription.url !== before.url || subscription.askAt?.getTime() !== before.askAt?.getTime()) return;
  const asked = { asked: subscription.asked + 1, askedAt: work.now };
  if (consent.agreed) {
    await work.db.update(Subscription, { id: subscription.id }, { ...asked, askAt: null, agreedAt: work.now, allowedRate: consent.rate, refusal: null });
    return moveSubscription(work, subscription, 'active', { command: null });
  }
  const askAt = nextAsking(subscription.asked, consent, work.now);
  await work.db.update(Subscription, { id: subscription.id }, { ...asked, askAt, refusal: consent.refusal });
  work.record(events.handshakeFailed, streamOf(subscription.id), { subscriptionId: subscription.id, refusal: consent.refusal, nextAt: askAt?.toISOString() ?? null });
  if (consent.blocked) await moveSubscription(work, subscription, 'disabled', { command: null, reason: 'address_refused' });
}

/** By the schedule; an endpoint that asks to be left alone for longer is, up to a day. */
function nextAsking(asked: number, { blocked, retryAfter }: Refused, now: Date): Date | null {
  const pause = blocked ? undefined : events.handshakeSchedule[asked];
  if (pause === undefined) return null;
  return new Date(now.getTime() + Math.max(pause * 1_000, Math.min(retryAfter ?? 0, LONGEST_PAUSE)));
}
