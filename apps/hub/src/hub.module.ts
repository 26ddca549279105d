import { Module, type DynamicModule } from '@nestjs/common';
import { DbModule, type DatabaseAddress } from '#db';
import { entities, modules } from './features.js';
import { HealthController } from './health/health.controller.js';
import { MetricsController } from './health/metrics.controller.js';
import { Readiness } from './health/readiness.js';
import { PageModule } from './page/page.module.js';

/** The whole hub behind one HTTP server. */
@Module({})
export class HubModule {
  static at(address: DatabaseAddress, onFault: (fault: Error) => void): DynamicModule {
    return {
      module: HubModule,
      imports: [DbModule.forRoot({ address, entities, onFault }), ...modules, PageModule],
      controllers: [HealthController, MetricsController],
      providers: [Readiness],
    };
  }
}
