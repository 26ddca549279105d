import { corridor } from '#contracts';
import type { Reader } from '../reader.js';
import { listed, whereShown, type Source } from '../walk.js';
import { drawPoint, drawShape, type Geometry } from './draw-shape.js';

/** A feature under the id of the thing that it shows. */
export interface Feature {
  readonly type: 'Feature';
  readonly id: string;
  readonly geometry: Geometry;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What a map shows of a corridor: its centres, where its units are as far as the reader may see, where they work, its fences. */
export function featuresOf(reader: Reader, corridorId: string): Source<Feature>[] {
  return [
    listed(reader, corridor.listCentres, { corridorId }, ({ id, institutionId, name, countryCode, zone, services, state, point }) =>
      feature(id, drawPoint(point), { kind: 'centre', institutionId, name, countryCode, zone, services, state })),
    whereShown(listed(reader, corridor.listPositions, { corridorId }, async ({ unitId, institutionId, fixTime, speed, course, accuracy, precisionMetres, delaySeconds, ...place }) =>
      feature(unitId, drawPoint(place), { kind: 'unit', institutionId, fixTime, speed, course, accuracy, precisionMetres, delaySeconds }))),
    listed(reader, corridor.listDeployments, { corridorId, state: 'under_way' }, ({ id, unitId, operatorId, hostId, state, site }) =>
      feature(id, drawPoint(site.point), { kind: 'site', unitId, operatorId, hostId, state, name: site.name, countryCode: site.countryCode, zone: site.zone, centreId: site.centreId })),
    listed(reader, corridor.listFences, { corridorId }, ({ id, institutionId, name, state, shape }) =>
      (state === 'retired' ? null : feature(id, drawShape(shape), { kind: 'fence', institutionId, name, form: shape.kind, ...measureOf(shape) }))),
  ];
}

/** What a geometry cannot say of a circle or a route (metres). */
function measureOf(shape: Parameters<typeof drawShape>[0]): object {
  if (shape.kind === 'circle') return { radiusMetres: shape.radiusMetres, centre: drawPoint(shape.centre).coordinates };
  return shape.kind === 'route' ? { widthMetres: shape.widthMetres } : {};
}

function feature(id: string, geometry: Geometry, properties: Feature['properties']): Feature {
  return { type: 'Feature', id, geometry, properties };
}
