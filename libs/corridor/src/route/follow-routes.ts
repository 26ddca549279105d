import type { Work } from '#log';
import { clearAlert, raiseAlert } from '../alert/raise-alert.js';
import { readOn, type Lanes } from '../crossing/read-on.js';
import type { Drawing } from '../fence/drawings.js';
import type { TrackGain } from '../position/track.js';

/** Lanes toward planned ways are named apart from those toward fences. */
export const ROUTE = 'route:';
/** Units of one flush that may leave their ways or come back: an alert is several events, of which a transaction may record so many. Others wait for their next fix. */
export const AT_ONCE = 50;
/** The key of the alert on a deployment that has left its way. */
export const deviationOf = (deploymentId: string): string => `route_deviation:${deploymentId}`;

/**
 * Reads the newest fixes of a unit against its planned way: alerts once when it has left it for the dwell, and ends the alert when
 * it is back. Fixes that came late change nothing: what was so an hour ago wakes nobody now; and whoever is not in transit yet,
 * or is diverted, leaves no way.
 * @returns whether the alert was raised or ended
 */
export async function followRoute(work: Work, gain: TrackGain, lanes: Lanes, drawing: Drawing | undefined, inTransit: boolean): Promise<boolean> {
  const route = gain.deploymentId === null || !inTransit ? undefined : drawing?.routes.get(gain.deploymentId);
  const name = route === undefined ? null : `${ROUTE}${route.facts.deploymentId}:${route.facts.version}`;
  const ended = await leaveOthers(work, gain, lanes, name);
  if (route === undefined || name === null) return ended;
  const was = lanes.get(name)?.value ?? 'inside';
  const fresh = gain.gained.filter(({ fixTime }) => gain.latest === null || fixTime > gain.latest.fixTime);
  const left = readOn(lanes, gain.latest, fresh, new Map([[name, route.ground]])).findLast(({ turn }) => turn.to === 'outside');
  const is = lanes.get(name)?.value ?? 'inside';
  if (was === 'outside' && is === 'inside') await clearAlert(work, gain.corridorId, deviationOf(route.facts.deploymentId));
  if (was !== 'inside' || is !== 'outside' || left === undefined) return ended || was !== is;
  await raiseAlert(work, {
    corridorId: gain.corridorId, ownerId: gain.operatorId, key: deviationOf(route.facts.deploymentId), kind: 'route_deviation', unitId: gain.unitId, deploymentId: route.facts.deploymentId,
    severity: 'moderate', urgency: 'expected', certainty: 'observed', observedAt: new Date(left.turn.settledAt), facts: { leftAt: new Date(left.turn.at).toISOString(), routeVersion: route.facts.version },
  });
  return true;
}

/** Ways that the unit does not drive any more are not left any more. @returns whether one was */
async function leaveOthers(work: Work, { corridorId }: TrackGain, lanes: Lanes, name: string | null): Promise<boolean> {
  let left = false;
  for (const other of [...lanes.keys()].filter((key) => key.startsWith(ROUTE) && key !== name)) {
    if (lanes.get(other)?.value === 'outside') {
      await clearAlert(work, corridorId, deviationOf(other.split(':')[1] ?? ''));
      left = true;
    }
    lanes.delete(other);
  }
  return left;
}
