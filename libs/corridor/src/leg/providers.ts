import type { Provider } from '@nestjs/common';
import { ArriveLeg, DepartLeg } from './drive-leg.js';
import './permissions.js';
import { ChangeLeg, DropLeg, PlanLeg } from './plan-leg.js';
import { ListLateLegs, ListLegs, ReadLeg } from './read-legs.js';
import { WatchLegs } from './watch-legs.js';

export const legProviders: Provider[] = [PlanLeg, ChangeLeg, DropLeg, DepartLeg, ArriveLeg, ListLegs, ReadLeg, ListLateLegs, WatchLegs];
