import { Module } from '@nestjs/common';
import { ReportClock } from './clock.js';
import { Forms } from './form/make-form.js';
import { runControllers, runProviders } from './run/providers.js';
import { scheduleProviders } from './schedule/providers.js';

/** Documents on schedule: made once for each nominal time, for each reader what that reader may see. */
@Module({ controllers: runControllers, providers: [ReportClock, Forms, ...scheduleProviders, ...runProviders] })
export class ReportsModule {}
