import type { EntityManager } from 'typeorm';
import { corridor, type Input } from '#contracts';
import { DomainError } from '#kernel';
import { insistOnCountry } from '../border/insist-on-country.js';
import { Centre } from '../centre/centre.entity.js';
import { knowInstitution } from '../institution/know-institution.js';
import type { Deployment } from './deployment.entity.js';

type Site = Input<typeof corridor.planDeployment>['site'];

/**
 * A unit works where the host who accepts it has authority: in its own country. A centre that it leans on is an open one of
 * this corridor. @throws DomainError host_of_elsewhere, invalid_input, not_found, centre_closed
 */
export async function insistOnSite(db: EntityManager, corridorId: string, hostId: string, site: Site): Promise<void> {
  const { countryCode } = await knowInstitution(db, hostId);
  if (countryCode !== site.countryCode) throw new DomainError('host_of_elsewhere', 'The site lies in another country than that of the host: the authority there must accept the unit.', { countryCode });
  insistOnCountry(site.point, site.countryCode, '/site/point');
  if (site.centreId === undefined) return;
  const centre = await db.findOneBy(Centre, { id: site.centreId, corridorId });
  if (centre === null) throw new DomainError('not_found', 'There is no centre of this id in the corridor.');
  centre.insistOnOpen();
}

/** The columns of a site. */
export function siteFields({ name, countryCode, zone, point, centreId }: Site): Pick<Deployment, 'siteName' | 'countryCode' | 'zone' | 'latitude' | 'longitude' | 'centreId'> {
  return { siteName: name, countryCode, zone, ...point, centreId: centreId ?? null };
}
