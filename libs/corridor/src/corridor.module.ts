import { Module } from '@nestjs/common';
import { registryProviders } from './registry.providers.js';
import { trackerProviders } from './tracker/providers.js';

/** Health corridors: who takes part, where units are, what they have and need, what is reported. */
@Module({
  controllers: [],
  providers: [...registryProviders, ...trackerProviders],
})
export class CorridorModule {}
