import { Module } from '@nestjs/common';
import { boardProviders } from './board/providers.js';
import { deploymentProviders } from './deployment/providers.js';
import { registryProviders } from './registry.providers.js';
import { trackerProviders } from './tracker/providers.js';

/** Health corridors: who takes part, where units are, what they have and need, what is reported. */
@Module({
  controllers: [],
  providers: [...registryProviders, ...deploymentProviders, ...trackerProviders, ...boardProviders],
})
export class CorridorModule {}
