import type { Work } from '#log';
import { clearAlert, raiseAlert } from '../alert/raise-alert.js';
import { alertOf, type Holder } from '../holder/holder.js';
import { staleFields, type Readings } from './judge-age.js';
import { judgeCapacity } from './judge-capacity.js';
import { reckonOxygen } from './reckon-oxygen.js';

/** Hours of oxygen below which somebody is woken, and below which it is a matter of life. */
const LOW = 24;
const VERY_LOW = 6;

/** Raises or ends what a board says of want: too little oxygen, less than was declared, and figures that are old. */
export async function tellShortage(work: Work, holder: Holder, readings: Readings): Promise<void> {
  const told = { ...alertOf(holder), certainty: 'observed', observedAt: work.now } as const;
  const oxygen = reckonOxygen(readings, work.now);
  const oxygenKey = `oxygen_low:${holder.id}`;
  // A figure that is not known, or stale, neither wakes anybody nor gives the all-clear.
  if (oxygen !== null && oxygen.freshness !== 'stale' && oxygen.hoursLeft !== null && oxygen.hoursLeft < LOW) {
    const severe = oxygen.hoursLeft < VERY_LOW;
    await raiseAlert(work, { ...told, key: oxygenKey, kind: 'oxygen_low', severity: severe ? 'extreme' : 'severe', urgency: severe ? 'immediate' : 'expected', facts: { hoursLeft: oxygen.hoursLeft } });
  } else if (oxygen !== null && oxygen.freshness !== 'stale' && (oxygen.sustained || oxygen.hoursLeft !== null)) await clearAlert(work, holder.corridorId, oxygenKey);

  const assessment = judgeCapacity(holder, readings, work.now);
  const capacityKey = `capacity_below_declared:${holder.id}`;
  const [worst] = assessment?.short ?? [];
  if (assessment !== null && worst !== undefined) {
    const facts = { declared: assessment.declared, today: assessment.today, need: worst.need, atLeast: worst.atLeast, there: worst.there };
    await raiseAlert(work, { ...told, key: capacityKey, kind: 'capacity_below_declared', severity: 'moderate', urgency: 'expected', facts });
  } else if (assessment !== null && assessment.unknown.length === 0) await clearAlert(work, holder.corridorId, capacityKey);

  if (staleFields(readings, work.now).length === 0) await clearAlert(work, holder.corridorId, `board_stale:${holder.id}`);
}
