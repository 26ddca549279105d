/**
 * `lead`, `operator`, `host`: coordinators of those organisations. `field`, `protection`: people with those posts for the operator.
 * `affiliate`: belongs to the operator and holds no post. `stranger`: coordinates for an institution that takes no part.
 */
export const all = ['administrator', 'lead', 'operator', 'host', 'field', 'protection', 'affiliate', 'stranger', 'nobody'] as const;
export type Role = (typeof all)[number];

/** What there is to ask about. The unit is the operator's, the centre the host's; the deployment is operational, at that centre. */
export interface Ids {
  readonly corridorId: string;
  readonly unitId: string;
  readonly centreId: string;
  readonly deploymentId: string;
  /** Closed; the operator’s, about that deployment. */
  readonly alertId: string;
  /** The operator's, on its unit. */
  readonly equipmentId: string;
  /** Entered by the operator for the host's country, where it was refused. */
  readonly credentialId: string;
  readonly leadId: string;
  readonly operatorId: string;
  readonly hostId: string;
  /** Somebody who does nothing here. */
  readonly personId: string;
}

/** Who may do what with one part of a corridor. */
export interface CorridorSection {
  readonly about: string;
  /** To whom it is refused with 403, who may know of it; to all others it does not exist (404). */
  readonly knows: string;
  /** Who may, by the name of what is asked. */
  readonly rows: Readonly<Record<string, string>>;
  /** What is sent, so that the schema lets it through and whoever may do it does no harm to the next one. */
  readonly inputs: Readonly<Record<string, (ids: Ids) => object>>;
}

/** Everybody who belongs to a member, and administrators. */
export const members = 'administrator lead operator host field protection affiliate';
/** Everybody who acts for a member, and administrators. */
export const readers = 'administrator lead operator host field protection';

const corridor = ({ corridorId }: Ids): object => ({ corridorId });
const centre = ({ centreId }: Ids): object => ({ centreId });
const unit = ({ unitId }: Ids): object => ({ unitId });
const supplier = ({ corridorId, hostId }: Ids): object => ({ corridorId, institutionId: hostId, role: 'supplier' });
const observing = ({ corridorId, hostId, personId }: Ids): object => ({ corridorId, institutionId: hostId, personId, post: 'field' });

export const registry: CorridorSection = {
  about: 'the registry', knows: members,
  rows: {
    'corridor.corridor.change': 'administrator lead', 'corridor.corridor.close': 'administrator', 'corridor.corridor.read': members,
    'corridor.stop.set': 'administrator lead', 'corridor.member.admit': 'administrator lead', 'corridor.member.dismiss': 'administrator lead', 'corridor.member.list': members,
    'corridor.post.assign': 'administrator lead', 'corridor.post.relieve': 'administrator lead',
    // Each coordinator for their own organisation alone; here it is the operator's unit and the host's centre.
    'corridor.centre.register': 'administrator host', 'corridor.centre.change': 'administrator host', 'corridor.centre.close': 'administrator host',
    'corridor.centre.list': members, 'corridor.centre.read': members,
    'corridor.unit.register': 'administrator operator', 'corridor.unit.change': 'administrator operator', 'corridor.unit.retire': 'administrator operator',
    'corridor.unit.list': members, 'corridor.unit.read': members,
  },
  inputs: {
    'corridor.corridor.change': corridor, 'corridor.corridor.close': corridor, 'corridor.corridor.read': corridor,
    'corridor.stop.set': ({ corridorId, centreId }) => ({ corridorId, centreIds: [centreId] }),
    'corridor.member.admit': supplier, 'corridor.member.dismiss': ({ corridorId, hostId }) => ({ corridorId, institutionId: hostId, role: 'observer' }), 'corridor.member.list': corridor,
    'corridor.post.assign': observing, 'corridor.post.relieve': observing,
    'corridor.centre.register': ({ corridorId, hostId }) => ({ corridorId, institutionId: hostId, name: 'Spare', countryCode: 'CN', zone: 'Asia/Shanghai', point: { latitude: 39, longitude: 76 } }),
    'corridor.centre.change': centre, 'corridor.centre.close': centre, 'corridor.centre.list': corridor, 'corridor.centre.read': centre,
    'corridor.unit.register': ({ corridorId, operatorId }) => ({ corridorId, institutionId: operatorId, name: 'Spare', emtType: 'type_2', vehicle: { kind: 'truck' } }),
    'corridor.unit.change': unit, 'corridor.unit.retire': unit, 'corridor.unit.list': corridor, 'corridor.unit.read': unit,
  },
};

export const hub: CorridorSection = {
  about: 'corridors of the hub', knows: `${members} stranger`,
  rows: { 'corridor.corridor.found': 'administrator', 'corridor.corridor.list': `${members} stranger` },
  inputs: { 'corridor.corridor.found': ({ leadId }) => ({ name: 'Spare', countries: ['KZ'], leadInstitutionId: leadId }), 'corridor.corridor.list': () => ({}) },
};
