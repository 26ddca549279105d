import type { Answer } from '../support/hub.js';
import type { Someone } from '../support/people.js';
import type { TestCorridor } from './a-corridor.js';

/** These people are on call for the operator on one level, at all times. */
export function onCallAlways({ corridorId, operator }: TestCorridor, level: number, people: readonly Someone[], kind = 'any'): Promise<Answer> {
  const shifts = people.map(({ personId }) => ({ personId, weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00' }));
  return operator.coordinator.send('corridor.roster.set', { corridorId, institutionId: operator.institutionId, kind, level, zone: 'Asia/Karachi', shifts });
}
