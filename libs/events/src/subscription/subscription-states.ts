import type { z } from 'zod';
import { events, type Command } from '#contracts';
import { DomainError } from '#kernel';

export type SubscriptionState = z.output<typeof events.subscriptionState>;

/** One way from a state to another. */
export interface Way {
  /** The command that asks for it; null where the hub itself goes on. */
  readonly command: Command | null;
  readonly from: readonly SubscriptionState[];
  readonly to: SubscriptionState;
  /** Roles that may ask for it; the permission table is read off this. */
  readonly who: readonly string[];
  /** What must hold besides, in plain English. */
  readonly guard: string | null;
}

const owner = ['owner'];
/** Administrators may stop what does harm; what goes out is the owner's to settle. */
const both = ['owner', 'administrator'];
const live = ['requested', 'active', 'paused', 'disabled'] as const;

/** The life of a subscription as data. */
export const ways: readonly Way[] = [
  { command: null, from: ['requested'], to: 'active', who: [], guard: 'the endpoint agreed' },
  { command: null, from: ['requested'], to: 'disabled', who: [], guard: 'its address may not be called' },
  { command: null, from: ['active', 'paused'], to: 'disabled', who: [], guard: 'the endpoint is gone or fails lastingly, or its owner has no rights any more' },
  { command: events.activateSubscription, from: ['requested', 'disabled'], to: 'requested', who: owner, guard: null },
  { command: events.changeSubscription, from: ['requested', 'active', 'disabled'], to: 'requested', who: owner, guard: 'the URL is another' },
  { command: events.pauseSubscription, from: ['active'], to: 'paused', who: both, guard: null },
  { command: events.resumeSubscription, from: ['paused'], to: 'active', who: owner, guard: 'the endpoint agreed' },
  { command: events.resumeSubscription, from: ['paused'], to: 'requested', who: owner, guard: 'the URL is another since it was paused' },
  { command: events.endSubscription, from: live, to: 'ended', who: both, guard: null },
];

export const subscriptionStart: SubscriptionState = 'requested';
export const subscriptionEnds: readonly SubscriptionState[] = ['ended'];

/** Refuses an act that needs the subscription in one of these states. */
export function insistOnState(state: SubscriptionState, needs: readonly SubscriptionState[]): void {
  if (needs.includes(state)) return;
  throw new DomainError('subscription_state', `The subscription is ${state}; for this it must be ${needs.join(' or ')}.`, { state, needs });
}

/** Refuses a step for which no way stands above. */
export function insistOnWay(state: SubscriptionState, to: SubscriptionState, command: Command | null): void {
  insistOnState(state, ways.filter((way) => way.command === command && way.to === to).flatMap((way) => way.from));
}

/** Every state that a subscription which was ended is not in. */
export const liveStates: readonly SubscriptionState[] = live;
