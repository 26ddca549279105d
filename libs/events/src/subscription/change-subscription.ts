import { Injectable } from '@nestjs/common';
import { events, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { AddressRules } from '#outbound';
import { insistOnTypes } from '../catalogue/insist-on-types.js';
import { beginHandshake, unasked } from './begin-handshake.js';
import { insistOnUrl } from './check-url.js';
import { moveSubscription } from './move-subscription.js';
import { insistOnState, liveStates } from './subscription-states.js';
import { lockSubscription, streamOf, Subscription } from './subscription.entity.js';

type Change = Input<typeof events.changeSubscription>;

/** What is given is changed, from the next event on. Another URL has to agree first, as the first one had to. */
@Injectable()
@Handles(events.changeSubscription, (input) => ({ kind: 'subscription', id: input.subscriptionId }))
export class ChangeSubscription implements CommandHandler<typeof events.changeSubscription> {
  constructor(private readonly rules: AddressRules) {}

  async execute(actor: Principal, input: Change, work: Work): Promise<Output<typeof events.changeSubscription>> {
    const { subscriptionId, pace, ...given } = input;
    const subscription = await lockSubscription(work.db, subscriptionId);
    insistOnState(subscription.state, liveStates);
    if (given.url !== undefined) insistOnUrl(this.rules, given.url);
    if (given.filter !== undefined) insistOnTypes(given.filter);
    const { ordered, batch, format } = { ...subscription, ...given, ...pace };
    if (batch > 1 && !ordered) throw broken('/pace/batch', 'batches are for ordered subscriptions');
    if (batch > 1 && format !== 'structured') throw broken('/format', 'a batch is structured');

    await work.db.update(Subscription, { id: subscriptionId }, { ...given, ...pace, changedAt: work.now });
    work.record(events.subscriptionChanged, streamOf(subscriptionId), { subscriptionId, fields: fieldsOf(input) });
    if (given.url !== undefined && given.url !== subscription.url) await this.askAnew(work, subscription);
    await noteAudit(work.db, actor, work.now, { action: events.changeSubscription.name, object: { kind: 'subscription', id: subscriptionId } });
    return { subscriptionId, state: subscription.state };
  }

  /** One that is paused stays so; its new endpoint is asked when it is resumed. */
  private async askAnew(work: Work, subscription: Subscription): Promise<void> {
    if (subscription.state === 'paused') {
      await work.db.update(Subscription, { id: subscription.id }, { ...unasked(work.now), askAt: null });
      return;
    }
    await moveSubscription(work, subscription, 'requested', { command: events.changeSubscription });
    await beginHandshake(work, subscription.id);
  }
}

/** A rule that holds for what was given together with what stands. */
function broken(pointer: string, rule: string): DomainError {
  return new DomainError('invalid_input', `${pointer}: ${rule}`, { issues: [{ pointer, rule }] });
}

function fieldsOf(input: Change): ('name' | 'url' | 'format' | 'payload' | 'filter' | 'pace')[] {
  return (['name', 'url', 'format', 'payload', 'filter', 'pace'] as const).filter((field) => input[field] !== undefined);
}
