import { z } from 'zod';
import { countryCode, id, instant, sample } from './words.js';

/** Words of alerts: the codes of CAP 1.2 (OASIS Common Alerting Protocol) in lower case, and the hub's own states and steps. */

export const alertKind = z.enum([
  'manual', 'route_deviation', 'arrival_slipping', 'unit_silent', 'board_stale', 'oxygen_low', 'stock_low', 'stock_expiring', 'stock_out_before_arrival', 'cold_chain_broken',
  'credential_expiring', 'maintenance_due', 'equipment_down', 'report_missing', 'capacity_below_declared', 'immediate_report',
]);
/** CAP severity, the worst first. */
export const alertSeverity = z.enum(['extreme', 'severe', 'moderate', 'minor', 'unknown']);
export const alertUrgency = z.enum(['immediate', 'expected', 'future', 'past', 'unknown']);
export const alertCertainty = z.enum(['observed', 'likely', 'possible', 'unlikely', 'unknown']);
export const alertCategory = z.enum(['geo', 'met', 'safety', 'security', 'rescue', 'fire', 'health', 'env', 'transport', 'infra', 'cbrne', 'other']);
export const responseType = z.enum(['shelter', 'evacuate', 'prepare', 'execute', 'avoid', 'monitor', 'assess', 'all_clear', 'none']);
/** CAP msgType. `ack` stands on the step of an acknowledgement, the others on alerts. */
export const messageType = z.enum(['alert', 'update', 'cancel', 'ack', 'error']);

/**
 * `raised` lasts as long as the transaction that raises. `escalated`: the next level was woken, nobody has acknowledged.
 * `suppressed`: silenced by somebody, or it came and went and came again; woken for when that time is over.
 * `expired`: learned of too late to wake anybody, or its own time is over. `superseded`: updated or cancelled.
 */
export const alertState = z.enum(['raised', 'notified', 'escalated', 'suppressed', 'acknowledged', 'assigned', 'resolved', 'closed', 'expired', 'superseded']);

/** What was done with an alert, one after the other. */
export const alertStep = z.enum([
  'raised', 'notified', 'escalated', 'reminded', 'worsened', 'suppressed', 'silenced', 'acknowledged', 'assigned', 'resolved', 'closed', 'expired', 'superseded', 'annotated',
]);

/** What an alert rests on: codes, numbers, instants and ids. */
export const alertFacts = z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/), z.union([z.string().max(100), z.number(), z.boolean(), z.null()]));

/** How an alert stands: in events, snapshots and lists alike. Words of people are behind the read. */
export const alertStanding = z.object({
  alertId: id, institutionId: id, countryCode, kind: alertKind,
  /** A drill: everything goes the same way, and nothing of it is real. */
  exercise: z.boolean(),
  unitId: id.nullable(), deploymentId: id.nullable(), centreId: id.nullable(),
  severity: alertSeverity, urgency: alertUrgency, certainty: alertCertainty, category: alertCategory, messageType,
  /** The alert that this one updates. */
  supersedes: id.nullable(),
  state: alertState,
  /** Counts up with every step: timers name the one that they were made for. */
  version: z.int().min(1),
  /** The level of the roster that it has come to; 0 while nobody was woken. */
  level: z.int().min(0),
  /** How often it was raised. */
  count: z.int().min(1),
  assigneeId: id.nullable(),
  observedAt: instant, raisedAt: instant,
  /** When the hub goes on by itself: to the next level, out of silence, into the past. */
  dueAt: instant.nullable(),
  facts: alertFacts,
});

export const standingExample = {
  alertId: sample.other, institutionId: sample.operator, countryCode: 'PK', kind: 'unit_silent' as const, exercise: false, unitId: sample.unit, deploymentId: sample.deployment, centreId: null,
  severity: 'severe' as const, urgency: 'expected' as const, certainty: 'observed' as const, category: 'transport' as const, messageType: 'alert' as const, supersedes: null, state: 'notified' as const,
  version: 2, level: 1, count: 1, assigneeId: null, observedAt: sample.at, raisedAt: sample.at, dueAt: sample.later, facts: { lastFixAt: sample.at },
};
