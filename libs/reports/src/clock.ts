import { Injectable } from '@nestjs/common';
import { systemClock, type Clock } from '#kernel';

/** The clock that reports are due by. Leases run by the database's own. */
@Injectable()
export class ReportClock implements Clock {
  now(): Date {
    return systemClock.now();
  }
}
