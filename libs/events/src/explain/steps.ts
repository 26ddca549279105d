import { filter as contract, type events, type Output } from '#contracts';
import type { FeedEvent } from '#log';

export type Explanation = Output<typeof events.explainSubscription>;
export type Step = Explanation['steps'][number];

export function step(name: Step['step'], verdict: Step['verdict'], sentence: string): Step {
  return { step: name, verdict, sentence };
}

export function eventStep({ envelope, stream }: FeedEvent, feedPosition: string): Step {
  return step('event', 'passed', `The event is there and you may see it: ${envelope.type} in ${stream}, of ${envelope.time}, at ${feedPosition} of the feed.`);
}

/** What the filter says, part by part; one that does not hold stops the event. */
export function filterSteps(filter: contract.Filter, { envelope }: FeedEvent): readonly Step[] {
  const parts = contract.explainFilter(filter, envelope);
  if (parts.length === 0) return [step('filter', 'passed', 'There is no filter: every event is wanted.')];
  return parts.map(({ part, holds, sentence }) => ({ ...step('filter', holds ? 'passed' : 'stopped', sentence), part }));
}

/** Whether the owner may see it now. Which audience lets them is said, but not which others there are. */
export function rightStep(labels: ReadonlySet<string> | null, { audience, stream }: FeedEvent): Step {
  const by = labels === null ? undefined : audience.find((label) => labels.has(label));
  if (by !== undefined) return step('right', 'passed', `The owner may see it now, as one of the audience “${by}” of ${stream}. The right is asked for again whenever the event is handed on.`);
  return step('right', 'stopped', labels === null || labels.size === 0 ? `The owner may read nothing of ${stream} now.` : `The owner may read ${stream}, but is of none of the audiences of this event now.`);
}

export function hasStopped(steps: readonly Step[]): boolean {
  return steps.some(({ verdict }) => verdict === 'stopped');
}
