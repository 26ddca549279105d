import { Module } from '@nestjs/common';
import './permissions.js';
import { ChangeRules } from './body/change-rules.js';
import { EstablishBody } from './body/establish-body.js';
import { GovernBody } from './body/govern-body.js';
import { ListBodies } from './body/list-bodies.js';
import { ReadBody } from './body/read-body.js';
import { ListCountries } from './country/list-countries.js';
import { ChangeInstitution } from './institution/change-institution.js';
import { CloseInstitution } from './institution/close-institution.js';
import { GovernOrg } from './institution/govern-org.js';
import { ListInstitutions } from './institution/list-institutions.js';
import { ReadInstitution } from './institution/read-institution.js';
import { RegisterInstitution } from './institution/register-institution.js';
import { TellOfStanding } from './notice/tell-of-standing.js';
import { AppointOfficer } from './office/appoint-officer.js';
import { DismissOfficer } from './office/dismiss-officer.js';
import { AppointSeat } from './seat/appoint-seat.js';
import { CreateSeat } from './seat/create-seat.js';
import { GovernSeat } from './seat/govern-seat.js';
import { ListSeats } from './seat/list-seats.js';
import { VacateSeat } from './seat/vacate-seat.js';
import { WeighSeat } from './seat/weigh-seat.js';

const commands = [
  RegisterInstitution, ChangeInstitution, CloseInstitution, EstablishBody, ChangeRules, AppointOfficer, DismissOfficer,
  CreateSeat, AppointSeat, WeighSeat, VacateSeat,
];
const queries = [ListCountries, ListInstitutions, ReadInstitution, ListBodies, ReadBody, ListSeats];
const governors = [GovernOrg, GovernBody, GovernSeat];

/** Institutions, bodies, and the seats that institutions hold in them. */
@Module({ providers: [...commands, ...queries, ...governors, TellOfStanding] })
export class AllianceModule {}
