import { Module } from '@nestjs/common';
import { registryProviders } from './registry.providers.js';

/** Health corridors: who takes part, where units are, what they have and need, what is reported. */
@Module({
  controllers: [],
  providers: [...registryProviders],
})
export class CorridorModule {}
