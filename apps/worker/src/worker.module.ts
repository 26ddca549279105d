import { Module, type DynamicModule } from '@nestjs/common';
import { DbModule, type DatabaseAddress } from '#db';
import { entities, modules } from '../../hub/src/features.js';

/** All libs, no server. */
@Module({})
export class WorkerModule {
  static at(address: DatabaseAddress, onFault: (fault: Error) => void): DynamicModule {
    return { module: WorkerModule, imports: [DbModule.forRoot({ address, entities, onFault }), ...modules] };
  }
}
