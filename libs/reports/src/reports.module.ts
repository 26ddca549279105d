import { Module } from '@nestjs/common';

/** Documents on schedule: made once for each nominal time, for each reader what that reader may see. */
@Module({ providers: [] })
export class ReportsModule {}
