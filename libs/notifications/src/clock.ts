import { Injectable } from '@nestjs/common';
import { systemClock, type Clock } from '#kernel';

/** The clock that notices are told by: what is due, held, too late. Leases run by the database's own. */
@Injectable()
export class NotificationClock implements Clock {
  now(): Date {
    return systemClock.now();
  }
}
