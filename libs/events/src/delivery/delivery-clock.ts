import { Injectable } from '@nestjs/common';
import { systemClock, type Clock } from '#kernel';

/** The clock that deliveries are due by. Leases run by the database's own. */
@Injectable()
export class DeliveryClock implements Clock {
  now(): Date {
    return systemClock.now();
  }
}
