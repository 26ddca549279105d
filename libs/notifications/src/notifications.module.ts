import { Module } from '@nestjs/common';

/** People are told: what, on which channel, when, and what became of it. */
@Module({ providers: [] })
export class NotificationsModule {}
