import type { Provider } from '@nestjs/common';
import { ChangeCentre } from './centre/change-centre.js';
import { CloseCentre } from './centre/close-centre.js';
import { ListCentres, ReadCentre } from './centre/read-centres.js';
import { RegisterCentre } from './centre/register-centre.js';
import { ChangeCorridor } from './corridor/change-corridor.js';
import { CloseCorridor } from './corridor/close-corridor.js';
import { FoundCorridor } from './corridor/found-corridor.js';
import { ListCorridors, ReadCorridor } from './corridor/read-corridors.js';
import { SetStops } from './corridor/set-stops.js';
import { InstitutionCopy } from './institution/institution-copy.js';
import { AdmitMember } from './member/admit-member.js';
import { AssignPost } from './member/assign-post.js';
import { DismissMember } from './member/dismiss-member.js';
import { ListMembers } from './member/list-members.js';
import { RelievePost } from './member/relieve-post.js';
import './registry.permissions.js';
import { CorridorGovernor } from './standing/corridor.governor.js';
import { DeploymentGovernor } from './standing/deployment.governor.js';
import { CentreGovernor, UnitGovernor } from './standing/unit.governor.js';
import { ChangeUnit } from './unit/change-unit.js';
import { ListUnits, ReadUnit } from './unit/read-units.js';
import { RegisterUnit } from './unit/register-unit.js';
import { RetireUnit } from './unit/retire-unit.js';

export const registryProviders: Provider[] = [
  CorridorGovernor, UnitGovernor, CentreGovernor, DeploymentGovernor, InstitutionCopy,
  FoundCorridor, ChangeCorridor, SetStops, CloseCorridor, ListCorridors, ReadCorridor,
  AdmitMember, DismissMember, AssignPost, RelievePost, ListMembers,
  RegisterCentre, ChangeCentre, CloseCentre, ListCentres, ReadCentre, RegisterUnit, ChangeUnit, RetireUnit, ListUnits, ReadUnit,
];
