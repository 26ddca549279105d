import { Injectable } from '@nestjs/common';
import { Duties } from '#log';
import { ChaseReports } from './chase-reports.js';

/** Seconds between two rounds: a missing report is noticed with this grain. */
const CHASE = 30;

@Injectable()
export class ReportDuties {
  constructor(duties: Duties, chase: ChaseReports) {
    duties.every(CHASE, 'missing reports', () => chase.look());
  }
}
