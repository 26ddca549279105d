import { Module } from '@nestjs/common';
import { ReportClock } from './clock.js';
import { scheduleProviders } from './schedule/providers.js';

/** Documents on schedule: made once for each nominal time, for each reader what that reader may see. */
@Module({ providers: [ReportClock, ...scheduleProviders] })
export class ReportsModule {}
