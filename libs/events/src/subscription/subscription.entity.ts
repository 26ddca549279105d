import { Column, Entity, PrimaryColumn, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { events, filter } from '#contracts';
import type { SubscriptionState } from './subscription-states.js';

export type DisabledReason = z.output<typeof events.disabledReason>;

/** Who wants which events where. */
@Entity('events_subscription')
export class Subscription {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'owner_id' }) ownerId!: string;
  @Column('text') name!: string;
  @Column('text') protocol!: 'webhook' | 'fhir';
  @Column('text') state!: SubscriptionState;
  /** Why the hub disabled it. */
  @Column('text', { nullable: true }) reason!: DisabledReason | null;
  @Column('text') url!: string;
  @Column('text') format!: 'structured' | 'binary';
  @Column('text') payload!: 'empty' | 'id' | 'full';
  @Column('jsonb') filter!: filter.Filter;
  @Column('boolean') ordered!: boolean;
  @Column('int') batch!: number;
  @Column('int') concurrency!: number;
  @Column('int', { name: 'per_second', nullable: true }) perSecond!: number | null;
  /** Seconds between two heartbeats; fhir only. */
  @Column('int', { nullable: true }) heartbeat!: number | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
  /** Times that the endpoint was asked in this round, when it was last, and when it is next. */
  @Column('int') asked!: number;
  @Column('timestamptz', { name: 'asked_at', nullable: true }) askedAt!: Date | null;
  @Column('timestamptz', { name: 'ask_at', nullable: true }) askAt!: Date | null;
  @Column('timestamptz', { name: 'agreed_at', nullable: true }) agreedAt!: Date | null;
  /** Requests a minute that the endpoint allows; null: no bound. */
  @Column('int', { name: 'allowed_rate', nullable: true }) allowedRate!: number | null;
  /** Why it is taken not to have agreed, in plain words. */
  @Column('text', { nullable: true }) refusal!: string | null;
}

export const streamOf = (subscriptionId: string): string => `subscription:${subscriptionId}`;

/** Takes the subscription for this transaction: no two commands change it at once. */
export function lockSubscription(db: EntityManager, id: string): Promise<Subscription> {
  return db.findOneOrFail(Subscription, { where: { id }, lock: { mode: 'pessimistic_write' } });
}
