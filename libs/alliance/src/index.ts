import { Body } from './body/body.entity.js';
import { Institution } from './institution/institution.entity.js';
import { Office } from './office/office.entity.js';
import { Alternate, Seat } from './seat/seat.entity.js';

export { AllianceModule } from './alliance.module.js';
export { allianceMigrations } from './migrations/index.js';

export const allianceEntities = [Institution, Body, Office, Seat, Alternate];
